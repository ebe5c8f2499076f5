package io.teal.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.config.GatewayConfig.Token;
import io.teal.gateway.config.RoutingText;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything the API refuses; nothing of it makes a revision. */
class AdminErrorsIT {
    private static final String ROUTING = "/api/v1/routing";
    private static final String SWITCH = "/api/v1/services/chat/switch";
    private static final String SERVER = "/api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/";

    @TempDir
    static Path open;

    @TempDir
    static Path guarded;

    private static AdminRig rig;
    private static AdminRig locked;

    @BeforeAll
    static void start() throws Exception {
        rig = new AdminRig(open, Routings.two());
        locked = new AdminRig(
                guarded,
                Routings.two(),
                token("eyes", Role.VIEWER, "see"),
                token("ops", Role.OPERATOR, "move"),
                token("chief", Role.ADMIN, "all"));
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(rig.revisions().current().number()).isEqualTo(1);
        rig.close();
        locked.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/v1/routing,           200, 200, 200",
        "GET,  /api/v1/revisions,         200, 200, 200",
        "GET,  /api/v1/revisions/1,       200, 200, 200",
        "GET,  /api/v1/services,          200, 200, 200",
        "GET,  /api/v1/services/chat,     200, 200, 200",
        "GET,  /metrics,                  200, 200, 200",
        "POST, /api/v1/services/chat/switch, 403, 428, 428",
        "POST, /api/v1/rollback,          403, 428, 428",
        "POST, /api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/drain,   403, 200, 200",
        "POST, /api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/resume,  403, 200, 200",
        "POST, /api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/eject,   403, 200, 200",
        "POST, /api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/restore, 403, 200, 200",
        "GET,  /api/v1/cache,             200, 200, 200",
        "GET,  /api/v1/cache/top,         200, 200, 200",
        "GET,  /api/v1/cache/lookup?service=chat&question=q,         200, 200, 200",
        "DELETE, /api/v1/cache,           403, 200, 200",
        "DELETE, /api/v1/cache/services/chat,                        403, 200, 200",
        "DELETE, /api/v1/cache/services/chat/knowledge/kb,           403, 200, 200",
        "DELETE, /api/v1/cache/services/chat/questions?question=q,   403, 200, 200",
        "POST, /api/v1/cache/warm,        403, 422, 422",
        "POST, /api/v1/knowledge/chat/kb/bump,                       403, 200, 200",
        "PUT,  /api/v1/routing,           403, 403, 428",
        "PATCH, /api/v1/routing,          403, 403, 428",
        "GET,  /api/v1/audit,             403, 403, 200",
        "GET,  /api/v1/gateways,          200, 200, 200",
        "GET,  /health,                   200, 200, 200",
    })
    void eachRoleMayDoItsPart(String method, String path, int viewer, int operator, int admin) throws Exception {
        assertThat(as("see", method, path).status()).isEqualTo(viewer);
        assertThat(as("move", method, path).status()).isEqualTo(operator);
        assertThat(as("all", method, path).status()).isEqualTo(admin);
        Reply stranger = locked.send(locked.to(path).method(method, BodyPublishers.noBody()));
        if (path.startsWith("/health")) {
            assertThat(stranger.status()).isEqualTo(200);
        } else {
            assertThat(stranger.problem()).isEqualTo("401 token-needed");
            assertThat(stranger.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"teal\"");
        }
    }

    @Test
    void theDescriptionIsForEverybody() throws Exception {
        assertThat(locked.get("/api/v1/openapi.yaml").header("Content-Type")).isEqualTo("application/yaml");
        Reply page = locked.get("/api/v1/docs");
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; style-src 'sha256-");
        assertThat(page.text()).contains("id=\"switchTraffic\"");
        assertThat(locked.get("/api/v1/openapi.yaml?x=1").problem()).isEqualTo("400 bad-request");
    }

    @Test
    void aTokenThatIsNotKnownIsNone() throws Exception {
        for (String path : List.of(ROUTING, "/metrics", "/api/v1/nothing")) {
            Reply stranger = as("other", "GET", path);
            assertThat(stranger.problem()).isEqualTo("401 token-needed");
            assertThat(stranger.detail()).isEqualTo("the token is not known");
            assertThat(stranger.header("WWW-Authenticate")).contains("Bearer", "invalid_token");
        }
        assertThat(as("other", "GET", "/health").status()).isEqualTo(200);
    }

    @Test
    void withoutATokenNothingIsTold() throws Exception {
        assertThat(locked.get(ROUTING).problem()).isEqualTo("401 token-needed");
        assertThat(locked.get("/api/v1/nothing").problem()).isEqualTo("401 token-needed");
        assertThat(locked.get("/metrics").problem()).isEqualTo("401 token-needed");
        assertThat(locked.get("/api/v1/events").problem()).isEqualTo("401 token-needed");
        assertThat(locked.get("/api/v1/docs/").problem()).isEqualTo("401 token-needed");
        assertThat(as("see", "PUT", ROUTING).problem()).isEqualTo("403 role-too-small");
        assertThat(as("see", "PUT", ROUTING).detail()).isEqualTo("eyes is viewer; this needs admin");
    }

    @Test
    void theNameOfTheTokenStandsInTheHistory() throws Exception {
        Reply switched = locked.send(locked.to(SWITCH)
                .header("Authorization", "Bearer move")
                .header("If-Match", "*")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"to\":\"green\"}")));
        assertThat(switched.json().get("who").asText()).isEqualTo("ops");
    }

    @Test
    void aWriteNeedsTheCurrentRevision() throws Exception {
        Reply missing = rig.send(rig.to(SWITCH)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"to\":\"green\"}")));
        Reply conflict = rig.post(SWITCH, "\"17\"", "{\"to\":\"green\"}");
        assertThat(missing.problem()).isEqualTo("428 if-match-missing");
        assertThat(conflict.problem()).isEqualTo("412 revision-conflict");
        assertThat(conflict.detail()).contains("the current revision is 1");
        assertThat(conflict.header("ETag")).isEqualTo("\"1\"");
        assertThat(rig.post(SWITCH, "W/\"1\"", "{\"to\":\"green\"}").status()).isEqualTo(412);
        assertThat(rig.post(SWITCH, "1", "{\"to\":\"green\"}").problem()).isEqualTo("400 bad-request");
        assertThat(rig.post("/api/v1/rollback", "\"2\"", "{}").status()).isEqualTo(412);
        assertThat(rig.put(ROUTING, "\"2\"", "application/json", RoutingText.toJson(Routings.two()))
                        .status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"to\":\"red\"} | 422 invalid | service chat has no upstream red; known: blue, green",
                "{\"split\":{\"red\":1}} | 422 invalid | known: blue, green",
                "{\"split\":{\"blue\":-1}} | 422 invalid | split.blue: found -1, expected a whole number from 0",
                "{\"split\":{\"blue\":0,\"green\":0}} | 422 invalid | expected at least one",
                "{\"split\":{}} | 422 invalid | expected at least one",
                "{\"to\":\"green\",\"split\":{\"blue\":1}} | 422 invalid | found both to and split",
                "{} | 422 invalid | found neither to nor split",
                "{\"to\":\"green\",\"why\":1} | 422 invalid | why: an unknown key",
                "{\"to\":\"green\" | 400 malformed-body | line 1, column 14",
                "{\"to\":\"green\"}} | 400 malformed-body | line 1, column 15",
            })
    void aSwitchSaysWhatIsWrong(String body, String problem, String words) throws Exception {
        Reply reply = rig.post(SWITCH, "*", body);
        assertThat(reply.problem()).isEqualTo(problem);
        assertThat(reply.detail()).contains(words);
    }

    @Test
    void aReasonHasItsLimit() throws Exception {
        String body = "{\"to\":\"green\",\"reason\":\"" + "x".repeat(1001) + "\"}";
        assertThat(rig.post(SWITCH, "*", body).detail()).startsWith("reason: found 1001 characters");
    }

    @Test
    void aWrongRoutingIsRefusedWithAllItsProblems() throws Exception {
        // Given
        String yaml = "services:\n  chat:\n    upstreams: {blue: {servers: [{address: nowhere}]}}\nroutez: []\n";

        // When
        Reply reply = rig.put(ROUTING, "*", "application/yaml", yaml);

        // Then
        assertThat(reply.problem()).isEqualTo("422 invalid");
        assertThat(reply.json().get("problems").size()).isGreaterThanOrEqualTo(2);
        for (JsonNode problem : reply.json().get("problems")) {
            assertThat(problem.get("file").asText()).isEqualTo("request body");
            assertThat(problem.get("line").asInt()).isPositive();
            assertThat(problem.get("expected").asText()).isNotEmpty();
            assertThat(problem.has("path") && problem.has("column") && problem.has("found"))
                    .isTrue();
        }
    }

    @Test
    void malformedBodiesAreToldWithThePlace() throws Exception {
        Reply json = rig.put(ROUTING, "*", "application/json", "{\n  \"services\": {,}\n}");
        assertThat(json.problem()).isEqualTo("400 malformed-body");
        assertThat(json.detail()).startsWith("line 2, column");
        Reply bytes = rig.send(rig.to(ROUTING)
                .header("If-Match", "*")
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofByteArray(new byte[] {(byte) 0xff})));
        assertThat(bytes.problem()).isEqualTo("400 malformed-body");
    }

    @Test
    void otherMediaTypesAreRefused() throws Exception {
        Reply form = rig.put(ROUTING, "*", "application/x-www-form-urlencoded", "a=b");
        assertThat(form.problem()).isEqualTo("415 wrong-media-type");
        assertThat(form.header("Accept")).isEqualTo("application/json, application/yaml");
        assertThat(rig.put(ROUTING, "*", "application/json; charset=latin1", "{}")
                        .status())
                .isEqualTo(415);
        assertThat(rig.send(rig.to(SWITCH).header("If-Match", "*").POST(BodyPublishers.ofString("{}")))
                        .problem())
                .isEqualTo("415 wrong-media-type");
    }

    @Test
    void bodiesAreBounded() throws Exception {
        byte[] large = new byte[(8 << 20) + 1];
        Reply sized = rig.send(rig.to(ROUTING)
                .header("If-Match", "*")
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .PUT(BodyPublishers.ofByteArray(large)));
        Reply chunked = rig.send(rig.to(ROUTING)
                .header("If-Match", "*")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));
        assertThat(sized.problem()).isEqualTo("413 body-too-large");
        assertThat(chunked.problem()).isEqualTo("413 body-too-large");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404 not-found",
        "GET, /api/v1/nothing, 404 not-found",
        "GET, /api/v1/services/shop, 404 not-found",
        "POST, /api/v1/services/chat/upstreams/red/servers/127.0.0.1:1/drain, 404 not-found",
        "POST, /api/v1/services/chat/upstreams/blue/servers/127.0.0.1:9/drain, 404 not-found",
        "POST, /api/v1/services/shop/upstreams/blue/servers/127.0.0.1:1/eject, 404 not-found",
        "POST, /api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/explode, 404 not-found",
        "GET, /api/v1/cache/top?service=shop, 404 not-found",
        "GET, /api/v1/cache/top?limit=0, 422 invalid",
        "GET, /api/v1/cache/top?limit=1001, 422 invalid",
        "GET, /api/v1/cache/top?limit=many, 422 invalid",
        "GET, /api/v1/cache/lookup, 400 bad-request",
        "GET, /api/v1/cache/lookup?service=chat, 400 bad-request",
        "GET, /api/v1/cache/lookup?service=chat&question=%20, 400 bad-request",
        "GET, /api/v1/cache/lookup?service=shop&question=q, 404 not-found",
        "GET, /api/v1/cache?service=chat, 400 bad-request",
        "DELETE, /api/v1/cache/services/shop, 404 not-found",
        "DELETE, /api/v1/cache/services/shop/knowledge/kb, 404 not-found",
        "DELETE, /api/v1/cache/services/chat/knowledge/, 404 not-found",
        "DELETE, /api/v1/cache/services/shop/questions?question=q, 404 not-found",
        "DELETE, /api/v1/cache/services/chat/questions, 400 bad-request",
        "POST, /api/v1/knowledge/shop/kb/bump, 404 not-found",
        "GET, /api/v1/cache/warm, 405 method-not-allowed",
        "DELETE, /api/v1/routing, 405 method-not-allowed",
        "GET, /api/v1/rollback, 405 method-not-allowed",
        "GET, /api/v1/routing?dry_run=true, 400 bad-request",
        "GET, /api/v1/services/%zz, 400 bad-request",
    })
    void whatIsNotThereIsAProblemToo(String method, String path, String problem) throws Exception {
        String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + problem.substring(0, 3));
        assertThat(answer).contains("application/problem+json", "urn:teal:problem:" + problem.substring(4));
    }

    @Test
    void whatIsNotHttpIsAProblemAndTheEnd() throws Exception {
        String target = raw("GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String fields = raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(17_000) + "\r\n\r\n");
        String noise = raw("GET /health HTTP/1.1\r\nHost: localhost\r\nbad name: x\r\n\r\n");
        assertThat(target).contains(" 414 ", "urn:teal:problem:target-too-long");
        assertThat(fields).contains(" 431 ", "urn:teal:problem:fields-too-large");
        assertThat(noise).contains(" 400 ", "urn:teal:problem:bad-request");
    }

    @Test
    void aBodyNobodyAskedForIsNotRead() throws Exception {
        Reply reply = rig.send(rig.to("/health").method("GET", BodyPublishers.ofByteArray(new byte[9 << 20])));
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws Exception {
        Reply reply = rig.send(rig.to(ROUTING).DELETE());
        assertThat(reply.problem()).isEqualTo("405 method-not-allowed");
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, PUT, PATCH");
    }

    @Test
    void anUnknownServiceCannotBeSwitched() throws Exception {
        Reply reply = rig.post("/api/v1/services/shop/switch", "*", "{\"to\":\"green\"}");
        assertThat(reply.problem()).isEqualTo("404 not-found");
        assertThat(reply.detail()).contains("known: chat, docs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 422 invalid | service: found nothing",
                "{\"service\":\"chat\"} | 422 invalid | upstream: found nothing",
                "{\"service\":\"shop\",\"upstream\":\"blue\"} | 404 not-found | there is no service shop; known: chat, docs",
                "{\"service\":\"chat\",\"upstream\":\"red\"} | 404 not-found | there is no upstream red; known: blue, green",
                "{\"service\":\"chat\",\"upstream\":\"blue\",\"top\":1001} | 422 invalid | top: found 1001",
                "{\"service\":\"chat\",\"upstream\":\"blue\",\"top\":0} | 422 invalid | top: found 0",
                "{\"service\":\"chat\",\"upstream\":\"blue\",\"tops\":1} | 422 invalid | tops: an unknown key",
                "{\"service\":1,\"upstream\":\"blue\"} | 422 invalid | service: found 1, expected a string",
            })
    void warmingSaysWhatIsWrong(String body, String problem, String words) throws Exception {
        Reply reply = rig.send(rig.to("/api/v1/cache/warm")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertThat(reply.problem()).isEqualTo(problem);
        assertThat(reply.detail()).contains(words);
    }

    @Test
    void anEjectionNeedsASensibleTime() throws Exception {
        for (String time : new String[] {"30", "0s", "25h", "soon", "-1s"}) {
            Reply reply = rig.post(SERVER + "eject", "*", "{\"for\":\"" + time + "\"}");
            assertThat(reply.problem()).as(time).isEqualTo("422 invalid");
        }
        assertThat(rig.post(SERVER + "drain", "*", "{\"for\":\"1s\"}").problem())
                .isEqualTo("422 invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "Host: evil.example, 403",
        "Host: localhost:1234, 200",
        "Host: 127.0.0.1 + Origin: https://evil.example, 403",
        "Host: 127.0.0.1 + Origin: null, 403",
        "Host: 127.0.0.1 + Origin: http://127.0.0.1, 200",
        "Host: 127.0.0.1 + Sec-Fetch-Site: cross-site, 403",
        "Host: 127.0.0.1 + Sec-Fetch-Site: none, 200"
    })
    void pagesOfOthersAreKeptOut(String fields, int status) throws Exception {
        String answer = raw(
                "GET /api/v1/routing HTTP/1.1\r\n" + fields.replace(" + ", "\r\n") + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(answer.contains("urn:teal:problem:foreign-page")).isEqualTo(status == 403);
    }

    private static Reply as(String token, String method, String path) throws Exception {
        return locked.send(
                locked.to(path).header("Authorization", "Bearer " + token).method(method, BodyPublishers.noBody()));
    }

    private static String raw(String request) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), rig.api().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static Token token(String name, Role role, String token) throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        return new Token(name, role, HexFormat.of().formatHex(sum));
    }
}
