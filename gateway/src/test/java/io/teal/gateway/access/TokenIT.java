package io.teal.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Question;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens through a running gateway, with an issuer that serves its keys. */
class TokenIT {
    private Issuer issuer;
    private RecordingBackend backend;
    private TestGateway gateway;
    private PublicJsonWebKey key;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        backend = RecordingBackend.start();
        key = Issuer.ec("one");
        issuer.publish(key);
    }

    @AfterEach
    void stop() {
        gateway.close();
        backend.close();
        issuer.close();
    }

    private void open() {
        String jwt = "{issuer: '" + Issuer.NAME + "', audience: teal, jwks: '" + issuer.url() + "'";
        gateway = TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                routes:
                  - {name: api, match: {path: /api}, service: chat, access: {jwt: %s}}}
                  - {name: own, match: {path: /own}, service: chat, access: {jwt: %s, header: X-Token, forward: false}}}
                  - {name: said, match: {path: /said}, respond: {status: 200, body: hello, headers: {X-Frame-Options: DENY}},
                     access: {jwt: %s}, security_headers: {}, cors: {origins: "https://app.example.org"}}}
                  - {name: moved, match: {path: /moved}, redirect: {path: /api}, access: {jwt: %s}}}
                """.formatted(backend.address(), jwt, jwt, jwt, jwt));
    }

    private Answer ask(String target, String... fields) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            return client.get(target, fields);
        }
    }

    private String good() throws Exception {
        return Issuer.sign(key, "ES256", Issuer.claims(Instant.now()));
    }

    private void awaitKeys() throws Exception {
        String token = good();
        await().until(() -> ask("/api", "Authorization: Bearer " + token).status() != 503);
        backend.forget();
    }

    @Test
    void aGoodTokenOpensAndNamesItsSubject() throws Exception {
        open();
        awaitKeys();

        assertThat(ask("/api", "Authorization: bearer " + good()).status()).isEqualTo(200);

        assertThat(backend.bytes()).contains("uthorization: bearer ");
        await().untilAsserted(() -> assertThat(gateway.gateway().recent().newest(1))
                .singleElement()
                .satisfies(record -> assertThat(record.caller()).isEqualTo("alice")));
    }

    @Test
    void aTokenInAFieldOfItsOwnStaysHere() throws Exception {
        open();
        awaitKeys();
        String token = good();

        assertThat(ask("/own", "X-Token: " + token).status()).isEqualTo(200);
        assertThat(ask("/own", "Authorization: Bearer " + token).status()).isEqualTo(401);

        assertThat(backend.bytes()).doesNotContain(token).doesNotContainIgnoringCase("x-token");
        assertThat(backend.requests()).hasSize(1);
    }

    @Test
    void aTokenThatWillNotDoIsNamedSo() throws Exception {
        open();
        awaitKeys();
        JwtClaims expired = Issuer.claims(Instant.now());
        expired.setExpirationTime(NumericDate.fromSeconds(1));
        String field = "Authorization: Bearer " + Issuer.sign(key, "ES256", expired);

        Answer answer = ask("/api", field);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("WWW-Authenticate")).isEqualTo("Bearer realm=\"api\", error=\"invalid_token\"");
        assertThat(answer.body()).contains("\"type\":\"token_refused\"");
        assertThat(answer.field("X-Teal-Outcome")).isEqualTo(Outcome.TOKEN_REFUSED.word());
        assertThat(ask("/api").field("WWW-Authenticate")).isEqualTo("Bearer realm=\"api\"");
        assertThat(backend.requests()).isEmpty();
        assertThat(fate("/api", field)).isEqualTo(new Fate.Refused(Outcome.TOKEN_REFUSED));
    }

    @Test
    void routesThatAnswerThemselvesHaveAGateToo() throws Exception {
        open();
        awaitKeys();
        String token = "Authorization: Bearer " + good();

        assertThat(ask("/said").status()).isEqualTo(401);
        assertThat(ask("/moved").status()).isEqualTo(401);
        Answer said = ask("/said", token, "Origin: https://app.example.org");
        assertThat(said.status()).isEqualTo(200);
        assertThat(said.body()).isEqualTo("hello");
        assertThat(said.field("Access-Control-Allow-Origin")).isEqualTo("https://app.example.org");
        assertThat(said.field("X-Frame-Options")).isEqualTo("SAMEORIGIN");
        assertThat(said.head()).doesNotContain("DENY");
        assertThat(ask("/moved", token).status()).isEqualTo(302);
        assertThat(fate("/said", "X-None: 1")).isEqualTo(new Fate.Refused(Outcome.TOKEN_REFUSED));
        assertThat(fate("/said", token)).isEqualTo(new Fate.Answered(200));
    }

    @Test
    void nobodyIsRefusedBeforeTheKeysAreThere() throws Exception {
        issuer.answers(500);
        open();
        String token = "Authorization: Bearer " + good();

        Answer answer = ask("/api", token);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("Retry-After")).isEqualTo("1");
        assertThat(answer.body()).contains("\"type\":\"token_unchecked\"");
        assertThat(fate("/api", token)).isEqualTo(new Fate.Refused(Outcome.TOKEN_UNCHECKED));
        issuer.answers(200);
        await().until(() -> ask("/api", token).status() == 200);
    }

    @Test
    void keysThatWereChangedAreFetchedWhenATokenNamesThem() throws Exception {
        open();
        awaitKeys();
        String old = "Authorization: Bearer " + good();
        key = Issuer.rsa("two");
        issuer.publish(key);
        String token = "Authorization: Bearer " + Issuer.sign(key, "RS256", Issuer.claims(Instant.now()));

        // It may be good, and nobody knows yet.
        assertThat(ask("/api", token).status()).isIn(200, 503);
        await().until(() -> ask("/api", token).status() == 200);

        assertThat(ask("/api", old).status())
                .as("what an old key has signed, though it was good")
                .isEqualTo(401);
    }

    @Test
    void manyTokensOfUnknownKeysAreFetchedForOnce() throws Exception {
        open();
        awaitKeys();
        String own = "Authorization: Bearer " + good();
        for (int i = 0; i < 50; i++) {
            String forged = Issuer.sign(Issuer.ec("k" + i), "ES256", Issuer.claims(Instant.now()));
            assertThat(ask("/api", "Authorization: Bearer " + forged).status()).isIn(401, 503);
            assertThat(ask("/api", own).status()).isEqualTo(200);
        }

        assertThat(issuer.asked()).isEqualTo(2);
    }

    @Test
    void anotherRevisionKeepsTheKeys() throws Exception {
        open();
        awaitKeys();
        String token = "Authorization: Bearer " + good();
        issuer.answers(500);

        gateway.publish(gateway.gateway().revision().routing());

        assertThat(ask("/api", token).status()).isEqualTo(200);
        assertThat(issuer.asked()).isEqualTo(1);
    }

    private Fate fate(String target, String field) {
        int colon = field.indexOf(':');
        Question.Field one = new Question.Field(
                field.substring(0, colon), field.substring(colon + 1).strip());
        return gateway.gateway()
                .explain(new Question("GET", target, "gateway.test", List.of(one), "127.0.0.1", ""))
                .fate();
    }
}
