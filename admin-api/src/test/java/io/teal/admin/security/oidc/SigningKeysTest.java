package io.teal.admin.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.admin.testing.SigningKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens count as signed, and what is tried to get others through. */
class SigningKeysTest {
    private static final JsonObject CLAIMS = new JsonObject().put("sub", "ann").put("exp", 1);
    private static final Vertx VERTX = Vertx.vertx();
    private static SigningKey rsa;
    private static SigningKey ec;

    @BeforeAll
    static void make() throws Exception {
        rsa = SigningKey.of("RS256", "one");
        ec = SigningKey.of("ES256", "two");
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void everyAlgorithmWithAKeyOfTwo(String algorithm) throws Exception {
        SigningKey key = SigningKey.of(algorithm, "k");
        SigningKey other = SigningKey.of(algorithm, "k");
        String token = key.sign(CLAIMS);
        String tampered = token.substring(0, token.indexOf('.') + 1)
                + SigningKey.text("{\"sub\":\"eve\",\"exp\":1}".getBytes(StandardCharsets.UTF_8))
                + token.substring(token.lastIndexOf('.'));

        assertThat(signed(token, key.jwk())).isEqualTo(CLAIMS);
        assertThat(signed(token, key.jwk().put("alg", algorithm))).isEqualTo(CLAIMS);
        assertThat(signed(token, other.jwk(), key.as("j").jwk()))
                .as("another key of the same name")
                .isNull();
        assertThat(signed(token, other.jwk(), key.jwk()))
                .as("two keys of one name")
                .isEqualTo(CLAIMS);
        assertThat(signed(tampered, key.jwk())).isNull();
        assertThat(signed(token.substring(0, token.length() - 4), key.jwk())).isNull();
        assertThat(signed(token.substring(0, token.lastIndexOf('.') + 1) + "AAAA", key.jwk()))
                .isNull();
        assertThat(signed(token.substring(0, token.lastIndexOf('.') + 1) + SigningKey.text(new byte[64]), key.jwk()))
                .isNull();
    }

    @Test
    void tokensWithoutTheNameOfAKeyAreTriedWithAllOfTheirKind() throws Exception {
        SigningKey nameless = rsa.as(null);

        assertThat(signed(nameless.sign(CLAIMS), ec.jwk(), rsa.jwk())).isEqualTo(CLAIMS);
        assertThat(signed(rsa.sign(CLAIMS), ec.jwk(), nameless.jwk())).isEqualTo(CLAIMS);
        assertThat(keys(rsa.jwk()).have(Header.of(rsa.sign(CLAIMS)))).isTrue();
        assertThat(keys(rsa.jwk()).have(Header.of(nameless.sign(CLAIMS)))).isFalse();
        assertThat(keys(nameless.jwk()).have(Header.of(rsa.sign(CLAIMS)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
    void nothingIsSignedWithNone(String algorithm) {
        String head = SigningKey.text(new JsonObject()
                .put("alg", algorithm)
                .put("kid", "one")
                .encode()
                .getBytes(StandardCharsets.UTF_8));
        String body = SigningKey.text(CLAIMS.encode().getBytes(StandardCharsets.UTF_8));

        assertThat(signed(head + "." + body + ".", rsa.jwk())).isNull();
        assertThat(signed(head + "." + body, rsa.jwk())).isNull();
        assertThat(signed(head + "." + body + ".AA", rsa.jwk())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void aPublicKeyIsNoSharedSecret(String algorithm) throws Exception {
        byte[] der = rsa.pair().getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        List<byte[]> secrets = List.of(
                der,
                pem.getBytes(StandardCharsets.UTF_8),
                pem.strip().getBytes(StandardCharsets.UTF_8),
                rsa.jwk().encode().getBytes(StandardCharsets.UTF_8),
                rsa.jwk().getString("n").getBytes(StandardCharsets.UTF_8),
                Base64.getUrlDecoder().decode(rsa.jwk().getString("n")));
        for (byte[] secret : secrets) {
            assertThat(signed(mac(algorithm, "one", secret), rsa.jwk())).isNull();
            assertThat(signed(mac(algorithm, null, secret), rsa.jwk())).isNull();
        }
    }

    @Test
    void aSharedSecretInTheSetIsNoKeyEither() throws Exception {
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        JsonObject shared = new JsonObject()
                .put("kty", "oct")
                .put("kid", "s")
                .put("k", SigningKey.text(secret))
                .put("alg", "HS256");

        assertThat(signed(mac("HS256", "s", secret), rsa.jwk(), shared)).isNull();
        assertThatThrownBy(() -> keys(shared)).hasMessage("it has no key that signs");
    }

    @Test
    void keysInTheHeadAreNotLookedAt() throws Exception {
        SigningKey evil = SigningKey.of("RS256", "evil");
        JsonObject head =
                new JsonObject().put("alg", "RS256").put("jwk", evil.jwk()).put("jku", "https://evil/keys");

        assertThat(signed(evil.sign(head, CLAIMS), rsa.jwk())).isNull();
        assertThat(signed(evil.sign(head.copy().put("kid", "one"), CLAIMS), rsa.jwk()))
                .isNull();
        assertThat(signed(evil.sign(head.copy().put("x5c", new JsonArray().add("MIIB")), CLAIMS), rsa.jwk()))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "one' OR '1'='1",
                "one\u0000",
                "ONE",
                "http://127.0.0.1/keys",
                "${jndi:ldap://127.0.0.1/a}",
                ""
            })
    void theNameOfAKeyIsComparedAndNothingElse(String id) throws Exception {
        assertThat(signed(rsa.as(id).sign(CLAIMS), rsa.jwk(), ec.jwk())).isNull();
    }

    @Test
    void oneKindIsNotTakenForAnother() throws Exception {
        JsonObject head = new JsonObject().put("alg", "ES256").put("kid", "one");
        JsonObject kind = new JsonObject().put("alg", "PS256").put("kid", "one");

        assertThat(signed(rsa.sign(head, CLAIMS), rsa.jwk(), ec.as("one").jwk()))
                .isNull();
        assertThat(signed(rsa.sign(kind, CLAIMS), rsa.jwk())).isNull();
        assertThat(signed(SigningKey.of("RS512", "x").sign(CLAIMS), rsa.jwk())).isNull();
    }

    @Test
    void fromManyThreadsAtOnce() throws Exception {
        SigningKeys keys = keys(rsa.jwk(), ec.jwk());
        SigningKey evil = SigningKey.of("ES256", "two");
        List<String> good = List.of(rsa.sign(CLAIMS), ec.sign(CLAIMS));
        String bad = evil.sign(CLAIMS);
        AtomicInteger right = new AtomicInteger();

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 400; i++) {
                String token = good.get(i % 2);
                threads.execute(() -> {
                    if (CLAIMS.equals(keys.signed(token, Header.of(token)))
                            && keys.signed(bad, Header.of(bad)) == null) {
                        right.incrementAndGet();
                    }
                });
            }
        }

        assertThat(right).hasValue(400);
    }

    @Test
    void keysForSomethingElseAndWeakOnesAreLeftOut() throws Exception {
        SigningKey weak = SigningKey.rsa("RS256", "weak", 1024);

        assertThat(signed(weak.sign(CLAIMS), weak.jwk(), rsa.jwk())).isNull();
        assertThat(signed(rsa.sign(CLAIMS), rsa.jwk().put("use", "enc"), ec.jwk()))
                .isNull();
        assertThat(signed(rsa.sign(CLAIMS), rsa.jwk().put("alg", "RSA-OAEP"), ec.jwk()))
                .isNull();
        assertThat(signed(rsa.sign(CLAIMS), rsa.jwk().put("key_ops", new JsonArray().add("encrypt")), ec.jwk()))
                .isNull();
        assertThat(signed(rsa.sign(CLAIMS), rsa.jwk().put("x5c", new JsonArray().add("garbage")), ec.jwk()))
                .as("certificates beside a key count for nothing")
                .isEqualTo(CLAIMS);
    }

    @Test
    void aSetOfAnythingElse() {
        JsonArray many = new JsonArray();
        for (int i = 0; i < 65; i++) {
            many.add(ec.as("k" + i).jwk());
        }
        JsonObject odd = new JsonObject().put("kty", 7);
        JsonObject broken = new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", "AA")
                .put("y", "%%");

        assertThatThrownBy(() -> new SigningKeys(VERTX, new JsonObject())).hasMessage("it has no list of keys");
        assertThatThrownBy(() -> new SigningKeys(VERTX, new JsonObject().put("keys", new JsonObject())))
                .hasMessage("it has no list of keys");
        assertThatThrownBy(() -> new SigningKeys(VERTX, new JsonObject().put("keys", many)))
                .hasMessage("it has 65 keys, more than 64");
        assertThatThrownBy(
                        () -> keys(odd, broken, ec.jwk().putNull("x"), rsa.jwk().put("n", "A"), new JsonObject()))
                .hasMessage("it has no key that signs");
        assertThat(keys(odd, broken, ec.jwk()).have(new Header("ES256", "two"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a.b",
                "a.b.c",
                "e30.e30.e30",
                "!.e30.e30",
                ".e30.e30",
                "e30..e30",
                "e30.e30.",
                "W10.e30.e30",
                "bnVsbA.e30.e30"
            })
    void whatHasNoHeadIsNoToken(String token) {
        assertThat(Header.of(token)).isNull();
    }

    @Test
    void oddHeadsAreNone() throws Exception {
        JsonObject good = new JsonObject().put("alg", "RS256");

        assertThat(Header.of(rsa.sign(good, CLAIMS))).isEqualTo(new Header("RS256", null));
        assertThat(Header.of(rsa.sign(good.copy().put("kid", 7), CLAIMS))).isNull();
        assertThat(Header.of(rsa.sign(good.copy().put("crit", new JsonArray().add("b64")), CLAIMS)))
                .isNull();
        assertThat(Header.of(rsa.sign(new JsonObject().put("alg", 1), CLAIMS))).isNull();
        assertThat(Header.of(rsa.sign(CLAIMS.copy().put("long", "x".repeat(100_000)))))
                .isNull();
        assertThat(Header.of(SigningKey.text("[".repeat(5_000).getBytes(StandardCharsets.UTF_8)) + ".e30.e30"))
                .isNull();
    }

    private static @Nullable JsonObject signed(String token, JsonObject... keys) {
        Header header = Header.of(token);
        return header == null ? null : keys(keys).signed(token, header);
    }

    private static SigningKeys keys(JsonObject... keys) {
        return new SigningKeys(VERTX, new JsonObject().put("keys", new JsonArray(List.of(keys))));
    }

    private static String mac(String algorithm, String id, byte[] secret) throws Exception {
        JsonObject head = new JsonObject().put("alg", algorithm);
        if (id != null) {
            head.put("kid", id);
        }
        String input = SigningKey.text(head.encode().getBytes(StandardCharsets.UTF_8)) + "."
                + SigningKey.text(CLAIMS.encode().getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
        mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
        return input + "." + SigningKey.text(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
    }
}
