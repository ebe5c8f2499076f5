package io.teal.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.testing.RealRedis;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.fault.Fault;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A gateway with all there is to be told of, and requests to which everything happens that is counted. */
final class BusyGateway {
    private static final String QUESTION = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\",\"stream\":true}";

    private final HttpClient people =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Fleet servers = Fleet.start(Instance.named("one"), Instance.named("two"), Instance.named("three"));
    private final RealRedis redis;
    private final AdminRig rig;

    BusyGateway(Path directory) throws Exception {
        redis = RealRedis.start(directory);
        GatewayConfig.AccessLog log = new GatewayConfig.AccessLog(
                directory.resolve("access.log"),
                GatewayConfig.AccessLog.Format.JSON,
                1 << 20,
                1,
                Set.of(),
                false,
                1 << 20);
        rig = new AdminRig(
                directory.resolve("store"),
                Routings.parse(
                        """
                        services:
                          chat:
                            upstreams:
                              blue:
                                servers: ["%s", "%s"]
                                breaker: {minimum: 1000, window: 1000}
                              green:
                                servers: [{address: "%s", max_conns: 1}]
                                queue: {size: 8, wait: 30s}
                              gone: {servers: ["127.0.0.1:1"]}
                            traffic:
                              split: {blue: 1}
                              canary:
                                - {header: X-To, values: [green], to: green}
                                - {header: X-To, values: [gone], to: gone}
                          compared:
                            upstreams: {blue: {servers: ["%s"]}, green: {servers: ["%s"]}}
                            traffic: {split: {blue: 1}}
                            shadow: {to: green, share: 100%%}
                        routes:
                          - name: chat
                            match: {path: /chat/}
                            service: chat
                            answers: chatchat
                            cache: {ttl: 1h}
                          - name: asked
                            match: {path: /chat/, headers: {X-To: green}}
                            service: chat
                            answers: chatchat
                            limits: {rate: {requests: 1000000, per: 1m}}
                          - name: compared
                            match: {path: /chat/, headers: {X-To: compared}}
                            service: compared
                            answers: chatchat
                          - {name: no, match: {path: /tools/}, respond: {status: 403}}
                        """.formatted(server("one"), server("two"), server("three"), server("one"), server("two"))),
                new GatewayConfig.Admin("127.0.0.1", 0, List.of()),
                new GatewayConfig.Redis(redis.url()),
                log);
    }

    AdminRig rig() {
        return rig;
    }

    Fleet servers() {
        return servers;
    }

    String server(String name) {
        return servers.server(name).address();
    }

    int port() {
        return rig.gateway().ports().get("public");
    }

    Scrape scrape() throws Exception {
        return Scrape.of(rig.get("/metrics").text());
    }

    /** Sends a question; fields are names and values in turn. */
    HttpResponse<String> ask(String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/chat/kb_chat"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUESTION));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return people.send(request.build(), BodyHandlers.ofString());
    }

    /** The status of a request for a path. */
    int get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        return people.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    /** A client that has asked green, and reads nothing. */
    Socket asksGreen() throws Exception {
        byte[] body = QUESTION.getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        String head = "POST /chat/kb_chat HTTP/1.1\r\nHost: teal\r\nX-To: green\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    /** The same, of a server that has no token for anybody. */
    Socket asksForEver() throws Exception {
        servers.server("three").faults().set(Fault.PINGS_ONLY);
        return asksGreen();
    }

    /** Lets happen whatever is counted, each at least once. */
    void run() throws Exception {
        answers();
        failures();
        clientsThatLeave();
        operators();
    }

    private void answers() throws Exception {
        assertThat(ask().statusCode()).isEqualTo(200);
        // A client may have the whole of an answer a moment before it is kept.
        await().until(() -> scrape().value("teal_cache_entries") == 1);
        assertThat(ask().headers().firstValue("X-Teal-Cache")).hasValue("hit");
        assertThat(ask("Cache-Control", "no-store").statusCode()).isEqualTo(200);
        assertThat(ask("X-To", "green").statusCode()).isEqualTo(200);
        assertThat(get("/tools/call")).isEqualTo(403);
        shadows();
    }

    private void shadows() throws Exception {
        String green = "service=\"compared\",upstream=\"green\"}";
        assertThat(ask("X-To", "compared").statusCode()).isEqualTo(200);
        await().until(() -> scrape().value("teal_shadow_score_count_total{score=\"documents\"," + green) == 1);
        String path = "/api/v1/services/compared/upstreams/green/servers/" + server("two");
        assertThat(rig.post(path + "/eject", "*", "{}").status()).isEqualTo(200);
        assertThat(ask("X-To", "compared").statusCode()).isEqualTo(200);
        await().until(() -> scrape().value("teal_shadow_skipped_total{reason=\"no_server\"," + green) == 1);
    }

    private void failures() throws Exception {
        // Both servers of blue fail in turn, with a text that is watched for.
        Map<String, String> text = Map.of("text", "CUDA out of memory");
        servers.server("one").faults().set(Fault.ERROR_EVENT, 1, text);
        servers.server("two").faults().set(Fault.ERROR_EVENT, 1, text);
        assertThat(ask("Cache-Control", "no-cache").statusCode()).isEqualTo(200);
        servers.server("one").faults().clear();
        servers.server("two").faults().clear();
        assertThat(ask("X-To", "gone").statusCode()).isEqualTo(502);
    }

    private void clientsThatLeave() throws Exception {
        // One has the only place of green and no token, another waits behind it; both leave.
        servers.server("three").faults().set(Fault.PINGS_ONLY);
        try (Socket first = asksGreen()) {
            await().until(() -> scrape().value("teal_server_leases" + of("three", "green")) == 1);
            try (Socket second = asksGreen()) {
                await().until(() -> scrape().value("teal_upstream_queued{service=\"chat\",upstream=\"green\"}") == 1);
                second.setSoLinger(true, 0);
            }
            await().until(() -> scrape().value("teal_upstream_queued{service=\"chat\",upstream=\"green\"}") == 0);
            first.setSoLinger(true, 0);
        }
        await().until(() -> scrape().value("teal_server_leases" + of("three", "green")) == 0);
        servers.server("three").faults().clear();
        // A third one leaves in the middle of its answer.
        servers.server("three").faults().set(Fault.TOKENS_THEN_STALL);
        try (Socket third = asksGreen()) {
            double events = scrape().value(events());
            await().until(() -> scrape().value(events()) >= events + 3);
            third.setSoLinger(true, 0);
        }
        servers.server("three").faults().clear();
    }

    private static String events() {
        return "teal_answer_events_total{route=\"asked\",service=\"chat\",upstream=\"green\"}";
    }

    private void operators() throws Exception {
        String path = "/api/v1/services/chat/upstreams/green/servers/" + server("three");
        assertThat(rig.post(path + "/eject", "*", "{}").status()).isEqualTo(200);
        assertThat(rig.post("/api/v1/services/chat/switch", "*", "{\"to\":\"green\"}")
                        .status())
                .isEqualTo(200);
    }

    /** The labels of a server. */
    String of(String name, String upstream) {
        return "{server=\"%s\",service=\"chat\",upstream=\"%s\"}".formatted(server(name), upstream);
    }

    /** Ends all of it. */
    void close() throws Exception {
        people.close();
        rig.close();
        redis.close();
        servers.close();
    }
}
