package io.teal.launcher.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks one admin API. Calls block the calling thread for at most {@link #PATIENCE}, {@link #warm} for much longer; every failure
 * is an {@link AdminFailure}. Writes carry the revision they were decided on (If-Match, RFC 9110 13.1.1), so that nobody
 * overwrites a change he has not seen.
 */
public final class AdminClient {
    /** How long one call may take. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long a server may take to answer questions that nobody waits for. */
    private static final Duration LONG_PATIENCE = Duration.ofHours(2);

    private static final String CACHE = "/api/v1/cache";
    private static final String REVISIONS = "/api/v1/revisions";
    private static final int MOST = 1_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final URI base;
    private final String token;

    /**
     * @param base {@code http://127.0.0.1:9080} say; a path is kept as a prefix
     * @param token sent as a bearer token unless it is empty
     */
    public AdminClient(URI base, String token) {
        this.base = base;
        this.token = token;
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
                request("/api/v1/routing" + query(reason + writing.query()))
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
        return parse(send(post(path, "{}")), ServiceReply.ServerReply.class);
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
        return parse(send(request(path).DELETE()), CacheReply.Purged.class);
    }

    /** Says that a knowledge base has changed. */
    public Reply<CacheReply.Bumped> bump(String service, String base) throws AdminFailure {
        String path = "/api/v1/knowledge/" + encode(service) + "/" + encode(base) + "/bump";
        return parse(send(post(path, "{}")), CacheReply.Bumped.class);
    }

    /** Has an upstream asked what is asked most; takes as long as its answers do. */
    public Reply<CacheReply.Warmed> warm(String service, String upstream, int top) throws AdminFailure {
        String body = JSON.createObjectNode()
                .put("service", service)
                .put("upstream", upstream)
                .put("top", top)
                .toString();
        // White space goes before what takes long.
        return parse(send(post(CACHE + "/warm", body).timeout(LONG_PATIENCE)).strip(), CacheReply.Warmed.class);
    }

    private static String switchPath(String service) {
        return "/api/v1/services/" + encode(service) + "/switch";
    }

    private Reply<RevisionReply> change(String path, ObjectNode body, Writing writing) throws AdminFailure {
        if (!writing.reason().isEmpty()) {
            body.put("reason", writing.reason());
        }
        return write(post(path + query(writing.query()), body.toString()), writing);
    }

    private static String query(String parameters) {
        return parameters.isEmpty() ? "" : "?" + parameters.substring(1);
    }

    /** Asks once more when the connection broke: whether the change was made then is known by its key. */
    private Reply<RevisionReply> write(HttpRequest.Builder request, Writing writing) throws AdminFailure {
        HttpRequest.Builder change = request.header("If-Match", "\"" + writing.seen() + "\"")
                .header("Idempotency-Key", writing.key())
                .timeout(PATIENCE.plus(writing.patience()));
        String body;
        try {
            body = send(change);
        } catch (AdminFailure e) {
            if (e.kind() != AdminFailure.Kind.BROKEN_OFF) {
                throw e;
            }
            body = send(change);
        }
        return parse(body, RevisionReply.class);
    }

    private <T> Reply<T> read(String path, Class<T> type) throws AdminFailure {
        return parse(send(request(path).GET()), type);
    }

    private HttpRequest.Builder post(String path, String json) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder request(String path) {
        String prefix = base.toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(prefix + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private String send(HttpRequest.Builder request) throws AdminFailure {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw new AdminFailure(AdminFailure.Kind.UNREACHABLE, base + " did not answer in time");
        } catch (ConnectException e) {
            throw new AdminFailure(AdminFailure.Kind.UNREACHABLE, "nobody listens at " + base);
        } catch (IOException e) {
            throw new AdminFailure(AdminFailure.Kind.BROKEN_OFF, "no answer from " + base + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminFailure(AdminFailure.Kind.UNREACHABLE, "interrupted while waiting for " + base);
        }
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        throw refusal(response.statusCode(), response.body());
    }

    private AdminFailure refusal(int status, String body) {
        AdminFailure.Kind kind =
                switch (status) {
                    case 401, 403 -> AdminFailure.Kind.DENIED;
                    case 409, 412, 428 -> AdminFailure.Kind.CONFLICT;
                    case 400, 404, 405, 413, 415, 422 -> AdminFailure.Kind.INVALID;
                    default -> AdminFailure.Kind.BROKEN;
                };
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem.path("detail").asText(problem.path("title").asText(""));
            List<Problem> problems = List.of(JSON.treeToValue(problem.withArray("/problems"), Problem[].class));
            return new AdminFailure(kind, detail.isEmpty() ? base + " answered " + status : detail, problems);
        } catch (JsonProcessingException | IllegalArgumentException | UnsupportedOperationException e) {
            return new AdminFailure(kind, base + " answered " + status + ", which is not what an admin API says");
        }
    }

    private <T> Reply<T> parse(String body, Class<T> type) throws AdminFailure {
        try {
            return new Reply<>(JSON.readValue(body, type), body);
        } catch (JsonProcessingException e) {
            throw new AdminFailure(
                    AdminFailure.Kind.BROKEN, base + " answered something that is not an admin API's reply");
        }
    }

    private static String encode(String segment) {
        return java.net.URLEncoder.encode(segment, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    /**
     * What came back.
     *
     * @param value as a record
     * @param json as it was sent
     */
    public record Reply<T>(T value, String json) {
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
