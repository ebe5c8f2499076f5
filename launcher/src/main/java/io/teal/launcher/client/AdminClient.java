package io.teal.launcher.client;

import static io.teal.launcher.client.AdminConnection.JSON;
import static io.teal.launcher.client.AdminConnection.PATIENCE;
import static io.teal.launcher.client.AdminConnection.encode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.teal.launcher.client.reply.AuditReply;
import io.teal.launcher.client.reply.CacheReply;
import io.teal.launcher.client.reply.CompareReply;
import io.teal.launcher.client.reply.DetailsReply;
import io.teal.launcher.client.reply.DryRunReply;
import io.teal.launcher.client.reply.FleetReply;
import io.teal.launcher.client.reply.GateReply;
import io.teal.launcher.client.reply.ReleaseReply;
import io.teal.launcher.client.reply.ReloadReply;
import io.teal.launcher.client.reply.RevisionReply;
import io.teal.launcher.client.reply.ServiceReply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks one admin API. Calls block the calling thread for ten seconds at most, {@link #warm} for much longer; every failure
 * is an {@link AdminFailure}. Writes carry the revision they were decided on (If-Match, RFC 9110 13.1.1), so that nobody
 * overwrites a change he has not seen.
 */
public final class AdminClient implements AutoCloseable {
    /** How long a server may take to answer questions that nobody waits for. */
    private static final Duration LONG_PATIENCE = Duration.ofHours(2);

    private static final String CACHE = "/api/v1/cache";
    private static final String REVISIONS = "/api/v1/revisions";
    private static final int MOST = 1_000;

    private final AdminConnection connection;

    /**
     * @param base {@code http://127.0.0.1:9080} say; a path is kept as a prefix
     * @param token sent as a bearer token unless it is empty
     * @param tls how https is spoken; null as the Java runtime does
     */
    public AdminClient(URI base, String token, @Nullable SSLContext tls) {
        this.connection = new AdminConnection(base, token, tls);
    }

    /** Ends its connections at once; calls that wait for an answer fail. */
    @Override
    public void close() {
        connection.close();
    }

    /** Number of the revision that serves. */
    public long currentRevision() throws AdminFailure {
        return history(1).value().current();
    }

    /** The newest revisions, so many at most. */
    public Reply<RevisionReply.History> history(int most) throws AdminFailure {
        return read(REVISIONS + "?limit=" + Math.clamp(most, 1, MOST), RevisionReply.History.class);
    }

    /** The newest revisions below a number, so many at most. */
    public Reply<RevisionReply.History> history(long before, int most) throws AdminFailure {
        String query = "?limit=" + Math.clamp(most, 1, MOST) + "&before=" + before;
        return read(REVISIONS + query, RevisionReply.History.class);
    }

    /** A page of the audit: the newest records below a number, or of all when that is 0. */
    public Reply<AuditReply> audit(long before, int most) throws AdminFailure {
        String query = "?limit=" + Math.clamp(most, 1, MOST) + (before > 0 ? "&before=" + before : "");
        return read("/api/v1/audit" + query, AuditReply.class);
    }

    /** What would become of a request. */
    public Reply<DetailsReply> explain(Inquiry inquiry) throws AdminFailure {
        return read("/api/v1/explain" + inquiry.query(), DetailsReply.class);
    }

    /** What became of the newest requests, so many at most. */
    public Reply<DetailsReply> requests(int most) throws AdminFailure {
        return read("/api/v1/requests?limit=" + Math.clamp(most, 1, MOST), DetailsReply.class);
    }

    /** What became of a request. */
    public Reply<DetailsReply> request(String id) throws AdminFailure {
        return read("/api/v1/requests/" + encode(id), DetailsReply.class);
    }

    /** What happens from now on. */
    public EventFeed events() throws AdminFailure {
        return EventFeed.open(connection);
    }

    /** What is different in a revision from another one. */
    public Reply<DryRunReply> difference(long from, long to) throws AdminFailure {
        return read(REVISIONS + "/" + from + "/diff/" + to, DryRunReply.class);
    }

    /** The gateways that share the routing. */
    public Reply<FleetReply> gateways() throws AdminFailure {
        return read("/api/v1/gateways", FleetReply.class);
    }

    public Reply<ServiceReply.All> services() throws AdminFailure {
        return read("/api/v1/services", ServiceReply.All.class);
    }

    /** The colours of a service beside each other, over a time like {@code 1h}. */
    public Reply<CompareReply> comparison(String service, String window) throws AdminFailure {
        return read("/api/v1/services/" + encode(service) + "/compare?window=" + encode(window), CompareReply.class);
    }

    /** Sends the service's traffic to one upstream. */
    public Reply<RevisionReply> switchTo(String service, String upstream, Writing writing) throws AdminFailure {
        return change(switchPath(service), JSON.createObjectNode().put("to", upstream), writing);
    }

    /** Divides the service's traffic anew. */
    public Reply<RevisionReply> split(String service, Map<String, Integer> weights, Writing writing)
            throws AdminFailure {
        ObjectNode body = JSON.createObjectNode();
        weights.forEach(body.putObject("split")::put);
        return change(switchPath(service), body, writing);
    }

    /** Goes back to revision {@code to}; 0 stands for the one before. */
    public Reply<RevisionReply> rollback(long to, Writing writing) throws AdminFailure {
        ObjectNode body = JSON.createObjectNode();
        if (to > 0) {
            body.put("to", to);
        }
        return change("/api/v1/rollback", body, writing);
    }

    /** Replaces the whole routing by {@code text}, which is {@code application/yaml} or {@code application/json}. */
    public Reply<RevisionReply> apply(String text, String contentType, Writing writing) throws AdminFailure {
        String reason = writing.reason().isEmpty() ? "" : "&reason=" + encode(writing.reason());
        return write(
                connection
                        .request("/api/v1/routing" + query(reason + writing.query()))
                        .header("Content-Type", contentType)
                        .PUT(BodyPublishers.ofString(text)),
                writing);
    }

    /**
     * Acts on one server.
     *
     * @param action {@code drain}, {@code resume}, {@code eject} or {@code restore}
     */
    public Reply<ServiceReply.ServerReply> server(String service, String upstream, String address, String action)
            throws AdminFailure {
        String path = "/api/v1/services/" + encode(service) + "/upstreams/" + encode(upstream) + "/servers/"
                + encode(address).replace("%3A", ":") + "/" + action;
        return parse(connection.send(connection.post(path, "{}")), ServiceReply.ServerReply.class);
    }

    /** Has the certificates read again. */
    public Reply<ReloadReply> reload() throws AdminFailure {
        return parse(connection.send(connection.post("/api/v1/reload", "{}")), ReloadReply.class);
    }

    /** The answer cache in numbers. */
    public Reply<CacheReply> cache() throws AdminFailure {
        return read(CACHE, CacheReply.class);
    }

    /** What is asked most, of one service or, when its name is empty, of all. */
    public Reply<CacheReply.Top> topQuestions(String service, int most) throws AdminFailure {
        String filter = service.isEmpty() ? "" : "&service=" + encode(service);
        return read(CACHE + "/top?limit=" + most + filter, CacheReply.Top.class);
    }

    /** What is kept for a question. */
    public Reply<CacheReply.Found> lookUp(String service, String question) throws AdminFailure {
        return read(
                CACHE + "/lookup?service=" + encode(service) + "&question=" + encode(question), CacheReply.Found.class);
    }

    /** Drops all kept answers. */
    public Reply<CacheReply.Purged> purge() throws AdminFailure {
        return purgeAt(CACHE);
    }

    /** Drops those of a service. */
    public Reply<CacheReply.Purged> purge(String service) throws AdminFailure {
        return purgeAt(CACHE + "/services/" + encode(service));
    }

    /** Drops those made from a knowledge base. */
    public Reply<CacheReply.Purged> purgeKnowledge(String service, String base) throws AdminFailure {
        return purgeAt(CACHE + "/services/" + encode(service) + "/knowledge/" + encode(base));
    }

    /** Drops those to one question. */
    public Reply<CacheReply.Purged> purgeQuestion(String service, String question) throws AdminFailure {
        return purgeAt(CACHE + "/services/" + encode(service) + "/questions?question=" + encode(question));
    }

    private Reply<CacheReply.Purged> purgeAt(String path) throws AdminFailure {
        return parse(connection.send(connection.request(path).DELETE()), CacheReply.Purged.class);
    }

    /** Says that a knowledge base has changed. */
    public Reply<CacheReply.Bumped> bump(String service, String base) throws AdminFailure {
        String path = "/api/v1/knowledge/" + encode(service) + "/" + encode(base) + "/bump";
        return parse(connection.send(connection.post(path, "{}")), CacheReply.Bumped.class);
    }

    /** Has an upstream asked what is asked most; takes as long as its answers do. */
    public Reply<CacheReply.Warmed> warm(String service, String upstream, int top) throws AdminFailure {
        String body = JSON.createObjectNode()
                .put("service", service)
                .put("upstream", upstream)
                .put("top", top)
                .toString();
        // White space goes before what takes long.
        return parse(
                connection
                        .send(connection.post(CACHE + "/warm", body).timeout(LONG_PATIENCE))
                        .strip(),
                CacheReply.Warmed.class);
    }

    /** A release of a service; {@code latest} for the newest. */
    public Reply<ReleaseReply> release(String service, String id) throws AdminFailure {
        return read(releases(service) + "/" + encode(id), ReleaseReply.class);
    }

    /** The newest releases of a service, so many at most. */
    public Reply<ReleaseReply.All> releases(String service, int most) throws AdminFailure {
        return read(releases(service) + "?limit=" + Math.clamp(most, 1, MOST), ReleaseReply.All.class);
    }

    /**
     * Starts a release.
     *
     * @param plan JSON; empty for the plan of the service
     * @param force whether it goes past the gate
     */
    public Reply<ReleaseReply> startRelease(String service, String to, String plan, boolean force, String reason)
            throws AdminFailure {
        ObjectNode body = JSON.createObjectNode().put("to", to).put("force_gate", force);
        if (!plan.isEmpty()) {
            body.putRawValue("plan", new RawValue(plan));
        }
        return order(releases(service), body, reason);
    }

    /**
     * Tells a release what to do.
     *
     * @param verb {@code pause}, {@code resume}, {@code promote} or {@code abort}
     * @param how further keys
     */
    public Reply<ReleaseReply> order(String service, String id, String verb, String reason, Map<String, Boolean> how)
            throws AdminFailure {
        ObjectNode body = JSON.createObjectNode();
        how.forEach(body::put);
        return order(releases(service) + "/" + encode(id) + "/" + verb, body, reason);
    }

    private Reply<ReleaseReply> order(String path, ObjectNode body, String reason) throws AdminFailure {
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        return parse(connection.send(connection.post(path, body.toString())), ReleaseReply.class);
    }

    /** Has an upstream asked the questions of its gate; takes as long as its answers do. */
    public Reply<GateReply> gate(String service, String upstream) throws AdminFailure {
        String body = JSON.createObjectNode().put("upstream", upstream).toString();
        return parse(
                connection
                        .send(connection
                                .post("/api/v1/services/" + encode(service) + "/gate", body)
                                .timeout(LONG_PATIENCE))
                        .strip(),
                GateReply.class);
    }

    /** What the gate of a release has found out. */
    public Reply<GateReply> gateReport(String service, String release) throws AdminFailure {
        return read(releases(service) + "/" + encode(release) + "/report", GateReply.class);
    }

    private static String releases(String service) {
        return "/api/v1/services/" + encode(service) + "/releases";
    }

    private static String switchPath(String service) {
        return "/api/v1/services/" + encode(service) + "/switch";
    }

    private Reply<RevisionReply> change(String path, ObjectNode body, Writing writing) throws AdminFailure {
        if (!writing.reason().isEmpty()) {
            body.put("reason", writing.reason());
        }
        return write(connection.post(path + query(writing.query()), body.toString()), writing);
    }

    private static String query(String parameters) {
        return parameters.isEmpty() ? "" : "?" + parameters.substring(1);
    }

    /** Asks once more when the connection broke: whether the change was made then is known by its key. */
    private Reply<RevisionReply> write(HttpRequest.Builder request, Writing writing) throws AdminFailure {
        HttpRequest.Builder change = request.header("If-Match", "\"" + writing.seen() + "\"")
                .header("Idempotency-Key", writing.key())
                .timeout(PATIENCE.plus(writing.longest()));
        String body;
        try {
            body = connection.send(change);
        } catch (AdminFailure e) {
            if (e.kind() != AdminFailure.Kind.BROKEN_OFF) {
                throw e;
            }
            body = connection.send(change);
        }
        return parse(body, RevisionReply.class);
    }

    private <T> Reply<T> read(String path, Class<T> type) throws AdminFailure {
        return parse(connection.send(connection.request(path).GET()), type);
    }

    private <T> Reply<T> parse(String body, Class<T> type) throws AdminFailure {
        try {
            return new Reply<>(JSON.readValue(body, type), body);
        } catch (JsonProcessingException e) {
            throw new AdminFailure(
                    AdminFailure.Kind.BROKEN, "the admin API answered something that is not an admin API's reply");
        }
    }

    /**
     * What came back.
     *
     * @param value as a record
     * @param json as it was sent
     */
    public record Reply<T>(T value, String json) {
        /** Its JSON with one key more, for another reply; null where there is none. */
        public String jsonWith(String key, @Nullable Reply<?> other) {
            try {
                ObjectNode all = (ObjectNode) JSON.readTree(json);
                return all.set(key, other == null ? all.nullNode() : JSON.readTree(other.json))
                        .toString();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("it was read before", e);
            }
        }

        /** The same, understood as something else. */
        public <U> U as(Class<U> type) throws AdminFailure {
            try {
                return JSON.readValue(json, type);
            } catch (JsonProcessingException e) {
                throw new AdminFailure(
                        AdminFailure.Kind.BROKEN, "the admin API answered something that is not its reply");
            }
        }
    }
}
