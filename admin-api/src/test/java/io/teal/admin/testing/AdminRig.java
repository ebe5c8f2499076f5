package io.teal.admin.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.admin.AdminApi;
import io.teal.admin.History;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.revision.Revisions;
import io.teal.gateway.Gateway;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.routing.Routing;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gateway with its admin API and a store on disk, and a client that talks to both. */
public final class AdminRig {
    private static final GatewayConfig.Listener PUBLIC = new GatewayConfig.Listener("public", "127.0.0.1", 0, null);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final History history;
    private final Fleet fleet;
    private final Gateway gateway;
    private final AdminApi api;

    public AdminRig(Path store, Routing initial, GatewayConfig.Token... tokens) throws Exception {
        this(store, initial, new GatewayConfig.Admin("127.0.0.1", 0, List.of(tokens)));
    }

    /** With callers of other kinds. */
    public AdminRig(Path store, Routing initial, GatewayConfig.Admin admin) throws Exception {
        this(store, initial, admin, null);
    }

    /** One of several that share a Redis. */
    public AdminRig(Path store, Routing initial, GatewayConfig.Admin admin, GatewayConfig.@Nullable Redis redis)
            throws Exception {
        this(store, initial, admin, redis, PUBLIC, null);
    }

    /** Open, with a listener of its own. */
    public AdminRig(Path store, Routing initial, GatewayConfig.Listener listener) throws Exception {
        this(store, initial, new GatewayConfig.Admin("127.0.0.1", 0, List.of()), null, listener, null);
    }

    /** Open, with a clock of its own for all that is kept. */
    public AdminRig(Path store, Routing initial, InstantSource clock) throws Exception {
        this(store, initial, new GatewayConfig.Admin("127.0.0.1", 0, List.of()), null, PUBLIC, null, clock);
    }

    /** With an access log. */
    public AdminRig(
            Path store,
            Routing initial,
            GatewayConfig.Admin admin,
            GatewayConfig.@Nullable Redis redis,
            GatewayConfig.@Nullable AccessLog accessLog)
            throws Exception {
        this(store, initial, admin, redis, PUBLIC, accessLog);
    }

    private AdminRig(
            Path store,
            Routing initial,
            GatewayConfig.Admin admin,
            GatewayConfig.@Nullable Redis redis,
            GatewayConfig.Listener listener,
            GatewayConfig.@Nullable AccessLog accessLog)
            throws Exception {
        this(store, initial, admin, redis, listener, accessLog, InstantSource.system());
    }

    private AdminRig(
            Path store,
            Routing initial,
            GatewayConfig.Admin admin,
            GatewayConfig.@Nullable Redis redis,
            GatewayConfig.Listener listener,
            GatewayConfig.@Nullable AccessLog accessLog,
            InstantSource clock)
            throws Exception {
        GatewayConfig config = new GatewayConfig(
                List.of(listener),
                admin,
                new GatewayConfig.Store(store),
                GatewayConfig.Cache.DEFAULT,
                redis,
                1,
                GatewayConfig.Limits.DEFAULT,
                GatewayConfig.DEFAULT_DRAIN,
                RealIp.NONE,
                GatewayConfig.DEFAULT_WATCHED_TEXTS,
                GatewayConfig.DEFAULT_RECENT_REQUESTS,
                accessLog,
                null);
        history = History.open(config.store(), initial, clock);
        fleet = Fleet.open(redis, store, history.revisions());
        fleet.catchUp(Duration.ofSeconds(3));
        gateway = await(Gateway.start(config, revisions().current()));
        api = await(AdminApi.start(admin, "1.2.3", history, fleet, gateway));
    }

    public Gateway gateway() {
        return gateway;
    }

    public AdminApi api() {
        return api;
    }

    public Revisions revisions() {
        return history.revisions();
    }

    public Fleet fleet() {
        return fleet;
    }

    public History history() {
        return history;
    }

    /** A request to the admin API. */
    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
    }

    public Reply get(String path) throws Exception {
        return send(to(path));
    }

    /** A write with a JSON body. */
    public Reply post(String path, String ifMatch, String body) throws Exception {
        return send(to(path).header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .POST(BodyPublishers.ofString(body)));
    }

    public Reply put(String path, String ifMatch, String type, String body) throws Exception {
        return send(to(path).header("Content-Type", type)
                .header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(body)));
    }

    public Reply send(HttpRequest.Builder request) throws Exception {
        return new Reply(client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString()));
    }

    /** Body of a request through the gateway. */
    public String through(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.ports().get("public") + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    /** Ends all of it, the store too. */
    public void close() throws Exception {
        await(api.close());
        await(gateway.close(Duration.ZERO));
        fleet.close();
        history.close();
        client.close();
    }

    public static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** What came back. */
    public record Reply(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String text() {
            return response.body();
        }

        public JsonNode json() throws Exception {
            return JSON.readTree(response.body());
        }

        /** Status and last part of the problem type, {@code 412 revision-conflict}; only for problem details. */
        public String problem() throws Exception {
            if (!header("Content-Type").equals("application/problem+json")
                    || json().get("status").asInt() != status()) {
                return status() + " without problem details";
            }
            return status() + " " + json().get("type").asText().replace("urn:teal:problem:", "");
        }

        public String detail() throws Exception {
            return json().get("detail").asText();
        }
    }
}
