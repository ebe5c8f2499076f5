package io.teal.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.routing.policy.Jwt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tokens are good: real keys, a clock that the test turns. */
class TokenCheckTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenCheck.Finding BAD = new TokenCheck.Bad();

    @TempDir
    static Path directory;

    private static PublicJsonWebKey rsa;
    private static PublicJsonWebKey ec;
    private static PublicJsonWebKey ed;
    private static KeySources.Fetcher fetcher;
    private static KeySource source;

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private TokenCheck check;

    @BeforeAll
    static void keys() throws Exception {
        rsa = Issuer.rsa("rsa");
        ec = Issuer.ec("ec");
        ed = Issuer.ed25519("ed");
        Path file = directory.resolve("keys.json");
        Files.writeString(
                file,
                Issuer.jwks(List.of(rsa, ec, ed))
                        .replace("\"keys\":[", "\"keys\":[{\"kty\":\"XYZ\"}," + Issuer.secretKey("secret") + ","));
        fetcher = KeySources.Fetcher.open();
        source = new KeySource(file.toString(), fetcher, KeySource.Pace.USUAL);
        assertThat(source.keys()).isNull();
        fetcher.thread().execute(source::start);
        await().until(() -> source.keys() != null);
    }

    @AfterAll
    static void stop() {
        fetcher.client().shutdownNow();
        assertThat(fetcher.thread().shutdownNow()).isNotNull();
    }

    @BeforeEach
    void ask() {
        check = check(Jwt.DEFAULT_ALGORITHMS);
    }

    private TokenCheck check(List<String> algorithms) {
        Jwt jwt = new Jwt(
                Issuer.NAME,
                List.of("teal", "chat"),
                "unused",
                "Authorization",
                true,
                Duration.ofSeconds(30),
                algorithms);
        return new TokenCheck(jwt, source, clock::get);
    }

    @Test
    void onlyPublicKeysAreKept() {
        assertThat(source.keys().keys()).extracting("keyId").containsExactly("rsa", "ec", "ed");
    }

    @ParameterizedTest
    @CsvSource({"rsa, RS256", "rsa, PS256", "ec, ES256", "ed, EdDSA"})
    void isSignedByAKeyOfTheIssuer(String key, String algorithm) throws Exception {
        assertThat(check.look(Issuer.sign(key(key), algorithm, Issuer.claims(NOW)), true))
                .isEqualTo(new TokenCheck.Good("alice"));
    }

    private static PublicJsonWebKey key(String name) {
        return switch (name) {
            case "rsa" -> rsa;
            case "ec" -> ec;
            default -> ed;
        };
    }

    @Test
    void algorithmsThatTheRouteDoesNotNameAreRefused() throws Exception {
        assertThat(check.look(Issuer.sign(rsa, "RS512", Issuer.claims(NOW)), true))
                .isEqualTo(BAD);
        assertThat(check(List.of("ES256")).look(Issuer.sign(rsa, "RS256", Issuer.claims(NOW)), true))
                .isEqualTo(BAD);
    }

    static Stream<Arguments> claims() {
        return Stream.of(
                of("expired", claims -> claims.setExpirationTime(at(-31))),
                of("just expired to the second", claims -> claims.setExpirationTime(at(-30))),
                of("without an end", claims -> claims.unsetClaim("exp")),
                of("not valid yet", claims -> claims.setNotBefore(at(31))),
                of("of another issuer", claims -> claims.setIssuer("https://id.example.org")),
                of("of no issuer", claims -> claims.unsetClaim("iss")),
                of("for others", claims -> claims.setAudience("other", "one more")),
                of("for nobody", claims -> claims.unsetClaim("aud")),
                of("with an end that is no time", claims -> claims.setClaim("exp", "tomorrow")),
                of("of a subject that is no text", claims -> claims.setClaim("sub", List.of("alice"))));
    }

    private static Arguments of(String what, Consumer<JwtClaims> change) {
        return Arguments.of(what, change);
    }

    private static NumericDate at(long seconds) {
        return NumericDate.fromMilliseconds(NOW.plusSeconds(seconds).toEpochMilli());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claims")
    void claimsThatDoNotFitAreRefused(String what, Consumer<JwtClaims> change) throws Exception {
        JwtClaims claims = Issuer.claims(NOW);
        change.accept(claims);

        assertThat(check.look(Issuer.sign(rsa, "RS256", claims), true)).isEqualTo(BAD);
    }

    @Test
    void clocksMayBeApartByTheLeeway() throws Exception {
        JwtClaims early = Issuer.claims(NOW);
        early.setNotBefore(at(30));
        JwtClaims late = Issuer.claims(NOW);
        late.setExpirationTime(at(-29));

        assertThat(check.look(Issuer.sign(rsa, "RS256", early), true)).isInstanceOf(TokenCheck.Good.class);
        assertThat(check.look(Issuer.sign(rsa, "RS256", late), true)).isInstanceOf(TokenCheck.Good.class);
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() throws Exception {
        JwtClaims claims = Issuer.claims(NOW);
        claims.setAudience("other", "chat");

        assertThat(check.look(Issuer.sign(ec, "ES256", claims), true)).isInstanceOf(TokenCheck.Good.class);
    }

    @Test
    void whatIsRememberedEndsWithTheToken() throws Exception {
        String token = Issuer.sign(rsa, "RS256", Issuer.claims(NOW));
        assertThat(check.look(token, true)).isInstanceOf(TokenCheck.Good.class);

        clock.set(NOW.plusSeconds(3600 + 29));
        assertThat(check.look(token, true)).isInstanceOf(TokenCheck.Good.class);
        clock.set(NOW.plusSeconds(3600 + 30));
        assertThat(check.look(token, true)).isEqualTo(BAD);
    }

    @Test
    void aKeyOfTheSameNameThatIsNotTheIssuersSignsInVain() throws Exception {
        assertThat(check.look(Issuer.sign(Issuer.rsa("rsa"), "RS256", Issuer.claims(NOW)), true))
                .isEqualTo(BAD);
    }

    @Test
    void whatWasChangedIsRefused() throws Exception {
        String token = Issuer.sign(rsa, "RS256", Issuer.claims(NOW));
        String[] parts = token.split("\\.", -1);
        String mallory = base64(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("alice", "mallory"));

        assertThat(check.look(token, true)).isInstanceOf(TokenCheck.Good.class);
        assertThat(check.look(parts[0] + "." + mallory + "." + parts[2], true)).isEqualTo(BAD);
        assertThat(check.look(parts[0] + "." + parts[1] + ".", true)).isEqualTo(BAD);
        assertThat(check.look(token + "A", true)).isEqualTo(BAD);
    }

    @Test
    void anUnsignedTokenIsRefused() {
        String claims = base64(Issuer.claims(NOW).toJson());

        assertThat(check.look(base64("{\"alg\":\"none\"}") + "." + claims + ".", true))
                .isEqualTo(BAD);
        assertThat(check.look(base64("{\"alg\":\"None\",\"kid\":\"rsa\"}") + "." + claims + ".", true))
                .isEqualTo(BAD);
    }

    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(Issuer.claims(NOW).toJson());
        Key secret = new HmacKey(rsa.getPublicKey().getEncoded());
        jws.setKey(secret);
        jws.setKeyIdHeaderValue("rsa");
        jws.setAlgorithmHeaderValue("HS256");

        assertThat(check.look(jws.getCompactSerialization(), true)).isEqualTo(BAD);
    }

    @ParameterizedTest
    @CsvSource({"''", "a", "a.b.c", "....", "'{}.{}.{}'", "e30.e30.e30", "e30.e30.e30.e30.e30", "ÄÖ.Ü.ß"})
    void whatIsNoTokenIsRefused(String text) {
        assertThat(check.look(text, true)).isEqualTo(BAD);
    }

    @Test
    void aNameIsShownOnOneLine() throws Exception {
        JwtClaims claims = Issuer.claims(NOW);
        claims.setSubject("a\r\nb" + "x".repeat(400));

        assertThat(check.look(Issuer.sign(rsa, "RS256", claims), true))
                .isEqualTo(new TokenCheck.Good("a??b" + "x".repeat(252)));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
