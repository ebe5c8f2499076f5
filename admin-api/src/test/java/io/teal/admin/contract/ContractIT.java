package io.teal.admin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.contract.Description.Operation;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.RoutingText;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the description, asked as it says and in every way that it does not; made from the description. */
class ContractIT {
    private static final List<String> ROLES = List.of("viewer", "operator", "admin");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final int LONGEST_BODY = 8 << 20;

    /** Any text is a knowledge base, and whatever a client accepts, it gets something. */
    private static final Set<String> NEVER_WRONG = Set.of("kb", "Accept");

    @TempDir
    static Path directory;

    private static Fleet fleet;
    private static AdminRig rig;
    private static HttpClient client;
    private static Description description;
    private static Map<String, String> values;

    @BeforeAll
    static void start() throws Exception {
        fleet = Fleet.start(Instance.named("one"), Instance.named("two"));
        String blue = fleet.server("one").address();
        String green = fleet.server("two").address();
        Path questions = Files.writeString(
                directory.resolve("questions.yaml"),
                "questions: [{name: days, ask: 'how many days?', knowledge_base: hr_faq}]");
        rig = new AdminRig(
                directory,
                Routings.parse("""
                        services:
                          chat:
                            upstreams:
                              blue: {servers: [%s]}
                              green: {servers: [%s]}
                              spare: {servers: ["127.0.0.1:1"]}
                            traffic: {split: {blue: 1, green: 0}}
                            release: {gate: {questions: "%s"}}
                        routes:
                          - {name: chat, match: {path: /chat/}, service: chat, answers: chatchat, cache: {}}
                        """.formatted(blue, green, questions)),
                token("viewer", GatewayConfig.Role.VIEWER),
                token("operator", GatewayConfig.Role.OPERATOR),
                token("admin", GatewayConfig.Role.ADMIN));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        description = new Description(read("/openapi.yaml"));
        values = Map.of(
                "applyRouting", RoutingText.toJson(rig.gateway().revision().routing()));
        somethingBehind();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        rig.close();
        fleet.close();
    }

    static List<Operation> operations() {
        return description.operations();
    }

    @Test
    void theDescriptionThatIsServedIsTheOneThatIsTested() throws Exception {
        // When
        Answer served = send(operation("readDescription"), "GET", "viewer", good("readDescription"));

        // Then
        assertThat(served.text()).isEqualTo(read("/openapi.yaml"));
        assertThat(operations())
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(20);
        assertThat(operations())
                .allSatisfy(operation -> assertThat(operation.role().isEmpty())
                        .as("a role, or open to everybody")
                        .isEqualTo(operation.model().containsKey("security")));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void goodRequestsAreAnsweredAsDescribed(Operation operation) throws Exception {
        for (boolean all : new boolean[] {false, true}) {
            Asked asked = new Asked(operation, values, all);
            String token = operation.role();
            release(operation);
            if (all && operation.path().contains("/releases")) {
                // A key is for one request, and these are no dry runs.
                asked.header("Idempotency-Key", operation.id());
            }
            Answer answer = send(operation, operation.method(), token, asked);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            answer.check(operation);
            for (String type : all ? operation.bodies().fieldNames() : Set.<String>of()) {
                release(operation);
                Answer other = send(
                        operation,
                        operation.method(),
                        token,
                        asked.without("Idempotency-Key").header("Content-Type", type));
                assertThat(other.status()).as(type + other.text()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void brokenParametersAreRefused(Operation operation) throws Exception {
        String before = state();
        List<Answer> refused = new ArrayList<>();
        refused.add(send(operation, "admin", good(operation).query("no_such_thing", "1")));
        for (JsonObject parameter : operation.parameters()) {
            String name = parameter.getString("name");
            if (NEVER_WRONG.contains(name)) {
                continue;
            }
            boolean inPath = parameter.getString("in").equals("path");
            for (String wrong : Wrong.texts(parameter)) {
                refused.add(send(operation, "admin", good(operation).set(parameter, wrong)));
            }
            if (parameter.getBoolean("required", false) && !inPath) {
                refused.add(send(operation, "admin", good(operation).without(name)));
            }
        }
        for (Answer answer : refused) {
            assertThat(answer.status()).as(answer.toString()).isIn(400, 404, 422, 428);
            answer.check(operation);
        }
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void brokenBodiesAreRefused(Operation operation) throws Exception {
        String before = state();
        List<Answer> refused = new ArrayList<>();
        for (String type : operation.bodies().fieldNames()) {
            for (String wrong : Wrong.bodies(operation, type, values)) {
                refused.add(send(
                        operation,
                        "admin",
                        good(operation).header("Content-Type", type).body(wrong)));
            }
            Answer large = send(
                    operation,
                    "admin",
                    good(operation).header("Content-Type", type).body(new byte[LONGEST_BODY + 1]));
            assertThat(large.status()).isEqualTo(413);
            large.check(operation);
        }
        if (!operation.bodies().isEmpty()) {
            Answer text =
                    send(operation, "admin", new Asked(operation, values, true).header("Content-Type", "text/plain"));
            assertThat(text.status()).isEqualTo(415);
            text.check(operation);
        }
        if (operation.needsBody()) {
            refused.add(send(operation, "admin", good(operation).body("")));
        }
        for (Answer answer : refused) {
            assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
            answer.check(operation);
        }
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whoIsNobodyOrTooLittleIsTurnedAway(Operation operation) throws Exception {
        String before = state();
        for (String role : operation.role().isEmpty() ? List.<String>of() : ROLES) {
            if (role.equals(operation.role())) {
                break;
            }
            Answer forbidden = send(operation, role, good(operation));
            assertThat(forbidden.status()).as(role).isEqualTo(403);
            forbidden.check(operation);
        }
        Answer stranger = send(operation, "", good(operation));
        assertThat(stranger.status()).isEqualTo(operation.role().isEmpty() ? 200 : 401);
        stranger.check(operation);
        if (changes(operation)) {
            assertThat(operation.role())
                    .as("what changes something is not open")
                    .isNotEmpty();
        }
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatWasMeantForAnotherRevisionIsRefused(Operation operation) throws Exception {
        if (!operation.has("header", "If-Match")) {
            assertThat(operation.model().getJsonObject("responses").fieldNames())
                    .doesNotContain("412");
            return;
        }
        String before = state();
        for (String stale : List.of("\"0\"", "W/\"1\"", "\"999\", \"1000\"")) {
            Answer answer = send(operation, "admin", good(operation).header("If-Match", stale));
            assertThat(answer.status()).as(stale).isEqualTo(412);
            answer.check(operation);
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aViewerOrNobodyChangesNothingByAnyMethod() throws Exception {
        String before = state();
        Set<String> paths = new TreeSet<>();
        for (Operation operation : operations()) {
            paths.add(operation.path());
            for (String method : METHODS) {
                for (String token : List.of("viewer", "")) {
                    Answer answer =
                            send(operation, method, token, new Asked(operation, values, true).without("dry_run"));
                    if (!method.equals("GET") && !method.equals("HEAD")) {
                        assertThat(answer.status()).as(answer.toString()).isIn(401, 403, 405);
                    }
                }
            }
        }
        assertThat(paths).hasSizeGreaterThan(15);
        assertThat(state()).isEqualTo(before);
    }

    private static boolean changes(Operation operation) {
        return !operation.method().equals("GET");
    }

    /** Revision, servers and what the cache has: everything that calls can change. */
    private static String state() throws Exception {
        JsonNode cache = admin("/api/v1/cache").get("memory");
        String servers = admin("/api/v1/services").toString().replaceAll("\"ejected_for_ms\":\\d+", "");
        return admin("/api/v1/routing") + "\n" + rig.revisions().current().number() + "\n" + servers + "\n" + cache
                + "\n"
                + admin("/api/v1/cache/lookup?service=chat&question=days")
                        .get("answers")
                        .size();
    }

    private static JsonNode admin(String path) throws Exception {
        return rig.send(rig.to(path).header("Authorization", "Bearer admin")).json();
    }

    /** So that there is something to take away. */
    @BeforeEach
    void keepAnAnswer() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .header("X-Request-ID", "days/1")
                        .POST(BodyPublishers.ofString("{\"query\":\"days\",\"kb_name\":\"hr_faq\",\"stream\":true}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> admin("/api/v1/cache/lookup?service=chat&question=days")
                                .get("answers")
                                .size()
                        > 0);
    }

    /** A second revision, so that there is something to go back to. */
    private static void somethingBehind() throws Exception {
        Answer answer = send(operation("switchTraffic"), "admin", good("switchTraffic"));
        assertThat(answer.status()).isEqualTo(200);
    }

    /** For what is asked about a release there is one that waits for its time; where one is started there is none. */
    private static void release(Operation operation) throws Exception {
        if (operation.path().contains("/releases")) {
            Answer unused = send(operation("abortRelease"), "admin", good("abortRelease"));
            Answer switched = send(
                    operation("switchTraffic"), "admin", good("switchTraffic").body("{\"to\":\"blue\"}"));
            assertThat(switched.status()).as(switched.text()).isEqualTo(200);
            if (!operation.id().equals("startRelease")) {
                Answer started = send(operation("startRelease"), "admin", good("startRelease"));
                assertThat(started.status()).as(started.text()).isEqualTo(200);
                String id = new JsonObject(started.text()).getString("id");
                rig.fleet().reports().keep(id, "{}");
            }
        }
    }

    private static Operation operation(String id) {
        return operations().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Asked good(String id) {
        return good(operation(id));
    }

    private static Asked good(Operation operation) {
        return new Asked(operation, values, false);
    }

    private static Answer send(Operation operation, String token, Asked asked) throws Exception {
        return send(operation, operation.method(), token, asked);
    }

    private static Answer send(Operation operation, String method, String token, Asked asked) throws Exception {
        HttpResponse<InputStream> response =
                client.send(asked.request(rig.api().port(), method, token), BodyHandlers.ofInputStream());
        String type = response.headers().firstValue("Content-Type").orElse("");
        try (InputStream body = response.body()) {
            // A stream of events has no end.
            String text =
                    type.startsWith("text/event-stream") ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(description, method + " " + operation.id() + " as " + token, response, type, text);
        }
    }

    private static GatewayConfig.Token token(String name, GatewayConfig.Role role) throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        return new GatewayConfig.Token(name, role, HexFormat.of().formatHex(sum));
    }

    private static String read(String resource) throws Exception {
        try (InputStream in = ContractIT.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
