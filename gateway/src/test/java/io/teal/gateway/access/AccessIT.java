package io.teal.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Question;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in, what the others are told, and what a server gets to see of it. */
class AccessIT {
    private static final String KEY = "k-3f9d-secret";
    private static RecordingBackend backend;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        backend = RecordingBackend.start();
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8)));
        gateway = TestGateway.start(
                """
                services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                routes:
                  - name: near
                    match: {path: /near}
                    service: chat
                    access: {allow: [10.0.0.0/8, "fd00::/8"], deny: [10.0.0.13], security_headers: {set: {X-Own: o}}}
                  - name: bearer
                    match: {path: /bearer}
                    service: chat
                    access: {api_keys: {keys: {alice: %s, bob: %s}}}
                  - name: named
                    match: {path: /named}
                    service: chat
                    access: {api_keys: {header: X-API-Key, pass_on: true, keys: {alice: %s}}}
                  - name: pages
                    match: {path: /pages}
                    service: chat
                    access:
                      api_keys: {keys: {alice: %s}}
                      cors: {origins: ["https://app.example.org"], expose: X-Seen, credentials: true, max_age: 1m}
                  - name: open
                    match: {path: /open}
                    service: chat
                    access: {cors: {origins: "*"}}
                """.formatted(backend.address(), digest, "0".repeat(64), digest, digest),
                "real_ip: {trusted: [127.0.0.1]}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @BeforeEach
    void forget() {
        backend.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,    200", "10.0.0.12, 200", "fd00::5,  200",
        "10.0.0.13,   403", "11.0.0.1,  403", "fe80::1,  403",
    })
    void theClientsAddressCounts(String address, int status) throws Exception {
        Answer answer = ask("GET", "/near", "X-Forwarded-For: " + address);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(backend.requests()).hasSize(status == 200 ? 1 : 0);
        assertThat(answer.field("X-Own")).isEqualTo("o");
        assertThat(answer.field("X-Content-Type-Options")).isEqualTo("nosniff");
        if (status == 403) {
            assertThat(answer.field("X-Teal-Outcome")).isEqualTo(Outcome.ADDRESS_DENIED.word());
            assertThat(answer.body()).contains("\"type\":\"address_denied\"");
            assertThat(fate("GET", "/near", "X-Forwarded-For: " + address))
                    .isEqualTo(new Fate.Refused(Outcome.ADDRESS_DENIED));
        }
    }

    @ParameterizedTest
    @CsvSource({"Bearer", "bearer", "BEARER "})
    void aBearerKeyOpensAndStaysHere(String scheme) throws Exception {
        assertThat(ask("GET", "/bearer", "Authorization: " + scheme + " " + KEY).status())
                .isEqualTo(200);

        assertThat(backend.bytes()).doesNotContain(KEY).doesNotContainIgnoringCase("authorization");
        assertThat(fate("GET", "/bearer", "Authorization: Bearer " + KEY)).isInstanceOf(Fate.Forwarded.class);
    }

    @ParameterizedTest
    @CsvSource({
        "X-None: 1",
        "Authorization: Bearer k-3f9d-secre",
        "Authorization: Bearer",
        "Authorization: Basic k-3f9d-secret",
        "Authorization: k-3f9d-secret",
        "X-API-Key: k-3f9d-secret",
    })
    void anythingElseIsAskedForAKey(String field) throws Exception {
        Answer answer = ask("GET", "/bearer", field);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("WWW-Authenticate")).isEqualTo("Bearer realm=\"bearer\"");
        assertThat(answer.body()).contains("\"type\":\"key_refused\"").doesNotContain("k-3f9d");
        assertThat(backend.requests()).isEmpty();
        assertThat(fate("GET", "/bearer", field)).isEqualTo(new Fate.Refused(Outcome.KEY_REFUSED));
    }

    @Test
    void twoKeysAreNoKey() throws Exception {
        assertThat(ask("GET", "/named", "X-API-Key: " + KEY, "X-API-Key: " + KEY)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aKeyInAFieldOfItsOwnIsPassedOnWhenAskedFor() throws Exception {
        assertThat(ask("GET", "/named", "X-API-Key: " + KEY).status()).isEqualTo(200);
        assertThat(backend.bytes()).containsPattern("(?i:X-API-Key): " + KEY);
        assertThat(ask("GET", "/named").field("WWW-Authenticate")).isEqualTo("ApiKey realm=\"named\"");
    }

    @Test
    void aPreflightIsAnsweredHereAndNeedsNoKey() throws Exception {
        String[] asking = {"Origin: https://app.example.org", "Access-Control-Request-Method: POST"};

        Answer answer = ask("OPTIONS", "/pages", asking);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(fields(answer))
                .contains(
                        "access-control-allow-origin: https://app.example.org",
                        "access-control-allow-credentials: true",
                        "access-control-allow-methods: GET, HEAD, POST",
                        "access-control-allow-headers: Authorization, Content-Type",
                        "access-control-max-age: 60",
                        "vary: Origin");
        assertThat(backend.requests()).isEmpty();
        assertThat(fate("OPTIONS", "/pages", asking)).isEqualTo(new Fate.Answered(204));
    }

    @Test
    void aPageOfAnotherOriginIsToldNothing() throws Exception {
        Answer answer = ask("OPTIONS", "/pages", "Origin: https://evil.test", "Access-Control-Request-Method: POST");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(fields(answer)).contains("vary: Origin").noneMatch(field -> field.startsWith("access-control-"));
    }

    @Test
    void aRefusalCanBeReadByThePage() throws Exception {
        Answer answer = ask("GET", "/pages", "Origin: https://app.example.org");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(fields(answer))
                .contains(
                        "access-control-allow-origin: https://app.example.org",
                        "access-control-expose-headers: X-Seen");
    }

    @Test
    void anOptionsThatIsNoPreflightIsTheServers() throws Exception {
        assertThat(ask("OPTIONS", "/open").status()).isEqualTo(200);
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void oneSetOfFieldsGoesOut() throws Exception {
        try (ScriptedServer server = new ScriptedServer(AccessIT::answerForPages);
                TestGateway front = TestGateway.start("""
                        services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                        routes:
                          - {name: all, match: {path: /}, service: chat,
                             access: {cors: {origins: "*"}, security_headers: {}}}
                        """.formatted(server.address()));
                PlainClient client = new PlainClient(front.port())) {
            Answer answer = client.get("/", "Origin: https://a.test");

            assertThat(fields(answer))
                    .filteredOn(f -> f.startsWith("access-control-") || f.startsWith("x-frame"))
                    .containsExactlyInAnyOrder("access-control-allow-origin: *", "x-frame-options: SAMEORIGIN");
        }
    }

    private static void answerForPages(RawClient peer, int connection) throws IOException {
        String unused = peer.head();
        peer.send("""
                HTTP/1.1 200 OK
                Content-Length: 2
                Access-Control-Allow-Origin: *
                access-control-allow-origin: https://a.test
                Access-Control-Allow-Credentials: true
                X-Frame-Options: DENY

                ok""".replace("\n", "\r\n"));
        String unusedRest = peer.rest();
    }

    private static Answer ask(String method, String target, String... fields) throws Exception {
        try (PlainClient client = new PlainClient(gateway.port())) {
            return client.ask(method, target, "", fields);
        }
    }

    private static Fate fate(String method, String target, String... fields) {
        List<Question.Field> headers = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            headers.add(new Question.Field(
                    field.substring(0, colon), field.substring(colon + 1).strip()));
        }
        return gateway.gateway()
                .explain(new Question(method, target, "gateway.test", headers, "127.0.0.1", ""))
                .fate();
    }

    /** The fields of a head, names in lower case. */
    private static List<String> fields(Answer answer) {
        return answer.head()
                .lines()
                .filter(line -> line.contains(": "))
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                        + line.substring(line.indexOf(':')))
                .toList();
    }
}
