package io.teal.admin.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.admin.security.verdict.Verdict;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.OpenIdServer;
import io.teal.admin.testing.OpenIdServer.Mood;
import io.teal.admin.testing.SigningKey;
import io.teal.admin.testing.TestIdentity;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider on real sockets that changes its keys, is away, slow, or answers nonsense. The time is turned by the tests. */
class ProviderIT {
    private static final Verdict ANN = new Verdict.Known("oidc:ann", Role.OPERATOR);
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    static Path folder;

    private static TestIdentity identity;
    private static SigningKey one;
    private static SigningKey two;

    private final AtomicLong nanos = new AtomicLong();
    private final List<Provider> made = new ArrayList<>();
    private OpenIdServer server;

    @BeforeAll
    static void make() throws Exception {
        identity = TestIdentity.in(folder);
        one = SigningKey.of("ES256", "one");
        two = SigningKey.of("RS256", "two");
    }

    @AfterEach
    void end() throws Exception {
        made.forEach(Provider::close);
        server.goAway();
    }

    @AfterAll
    static void stop() throws Exception {
        AdminRig.await(VERTX.close());
    }

    @Test
    void keysAreDiscoveredOverTlsAndFetchedOnce() throws Exception {
        server = serving(one);
        Provider provider = provider(null, identity.certificate());

        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);
        assertThat(ask(provider, server.token(one, "bob", "nothing")))
                .isEqualTo(new Verdict.NoRole("oidc:bob", List.of("nothing")));
        assertThat(server.asked()).isOne();
    }

    @Test
    void withoutTheRightCertificateNothingIsBelieved() throws Exception {
        server = serving(one);
        String token = server.token(one, "ann", "ops");
        String byAddress = server.jwks().replace("localhost", "127.0.0.1");

        assertThat(ask(provider(null, null), token)).isInstanceOf(Verdict.Unavailable.class);
        assertThat(ask(provider(byAddress, identity.certificate()), token)).isInstanceOf(Verdict.Unavailable.class);
        assertThat(server.asked()).isZero();
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesItAndATakenOneIsGone() throws Exception {
        server = serving(one);
        Provider provider = provider(server.jwks(), identity.certificate());
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);

        // When
        server.keys(two.jwk());

        // Then: not more often than every 10 s
        nanos.addAndGet(Duration.ofMillis(9_999).toNanos());
        assertThat(ask(provider, server.token(two, "ann", "ops")))
                .isEqualTo(new Verdict.Rejected("the token is not signed with a key of " + server.issuer(), true));
        assertThat(server.asked()).isOne();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(ask(provider, server.token(two, "ann", "ops"))).isEqualTo(ANN);
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isInstanceOf(Verdict.Rejected.class);
        assertThat(server.asked()).isEqualTo(2);
    }

    @Test
    void manyUnknownKeysAreOneFetch() throws Exception {
        server = serving(one);
        Provider provider = provider(server.jwks(), identity.certificate());
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        // When
        List<Future<Verdict>> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asked.add(provider.verdict(server.token(one.as("k" + i), "ann", "ops"), true));
        }

        // Then
        for (Future<Verdict> one : asked) {
            assertThat(AdminRig.await(one)).isInstanceOf(Verdict.Rejected.class);
        }
        assertThat(server.asked()).isEqualTo(2);
    }

    @Test
    void fromTimeToTimeKeysAreFetchedWithoutBeingAskedFor() throws Exception {
        server = serving(one);
        Provider provider = new Provider(
                settings(server.jwks(), identity.certificate()),
                InstantSource.system(),
                new KeySource(
                        VERTX,
                        settings(server.jwks(), identity.certificate()),
                        new KeySource.Pace(
                                Duration.ofMillis(50),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3)),
                        nanos::get));
        made.add(provider);
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);

        server.keys(two.jwk());

        Awaitility.await()
                .until(() -> ask(provider, server.token(one, "ann", "ops")) instanceof Verdict.Rejected
                        && ask(provider, server.token(two, "ann", "ops")).equals(ANN));
    }

    @Test
    void whatIsKnownGoesOnWhileTheProviderIsAway() throws Exception {
        server = serving(one);
        Provider provider = provider(null, identity.certificate());
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);

        // When
        server.goAway();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        // Then
        assertThat(ask(provider, server.token(two, "ann", "ops"))).isInstanceOf(Verdict.Unavailable.class);
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);
        server.keys(one.jwk(), two.jwk());
        server.comeBack();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(ask(provider, server.token(two, "ann", "ops"))).isEqualTo(ANN);
    }

    @ParameterizedTest
    @EnumSource(value = Mood.class, names = "WELL", mode = EnumSource.Mode.EXCLUDE)
    void whatIsKnownGoesOnWhateverTheProviderAnswers(Mood mood) throws Exception {
        server = serving(one);
        Provider provider = mood == Mood.SILENT ? impatient() : provider(null, identity.certificate());
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);

        // When
        server.mood(mood);
        server.keys(two.jwk());
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        // Then
        assertThat(ask(provider, server.token(two, "ann", "ops"))).isInstanceOf(Verdict.Unavailable.class);
        assertThat(ask(provider, server.token(two, "ann", "ops"))).isInstanceOf(Verdict.Unavailable.class);
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);
        assertThat(server.asked()).isEqualTo(2);
        server.mood(Mood.WELL);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(ask(provider, server.token(two, "ann", "ops"))).isEqualTo(ANN);
    }

    @Test
    void atTheStartWithoutAProviderNobodyCanSayAndASecondLaterItIsAskedAgain() throws Exception {
        server = serving(one);
        server.mood(Mood.FAILING);
        Provider provider = provider(null, identity.certificate());
        String token = server.token(one, "ann", "ops");

        assertThat(ask(provider, token)).isInstanceOf(Verdict.Unavailable.class);
        server.mood(Mood.WELL);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(ask(provider, token)).isInstanceOf(Verdict.Unavailable.class);
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(ask(provider, token)).isEqualTo(ANN);
    }

    @Test
    void theDocumentOfAnotherIssuerNamesNoKeys() throws Exception {
        server = serving(one);
        GatewayConfig.Oidc settings = settings(null, identity.certificate());
        server.pretendToBe("https://evil.example.org");
        KeySource source = new KeySource(VERTX, settings, KeySource.Pace.DEFAULT, nanos::get);

        assertThatThrownBy(() -> AdminRig.await(source.keys()))
                .hasMessageEndingWith("is the document of another issuer than " + settings.issuer());
        assertThat(server.asked()).isZero();
        source.close();
    }

    @Test
    void aTokenOfAnotherIssuerWithTheSameNameOfAKey() throws Exception {
        server = serving(one);
        Provider provider = provider(null, identity.certificate());
        SigningKey evil = SigningKey.of("ES256", "one");

        assertThat(ask(provider, server.token(evil, "ann", "ops"))).isInstanceOf(Verdict.Rejected.class);
        assertThat(ask(provider, evil.sign(server.claims("ann", "ops").put("iss", "https://evil.example.org"))))
                .isInstanceOf(Verdict.Rejected.class);
        assertThat(ask(provider, one.sign(server.claims("ann", "ops").put("iss", "https://evil.example.org"))))
                .isEqualTo(new Verdict.Rejected(
                        "the token says that it is of another issuer than " + server.issuer(), false));
        assertThat(server.asked()).isOne();
    }

    @Test
    void whoMayNotAskIsJudgedByWhatIsKnown() throws Exception {
        server = serving(one);
        Provider provider = provider(server.jwks(), identity.certificate());
        assertThat(ask(provider, server.token(one, "ann", "ops"))).isEqualTo(ANN);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        assertThat(AdminRig.await(provider.verdict(server.token(one, "ann", "ops"), false)))
                .isEqualTo(ANN);
        assertThat(AdminRig.await(provider.verdict(server.token(two, "ann", "ops"), false)))
                .isEqualTo(new Verdict.Untried());
        assertThat(server.asked()).isOne();
    }

    private static Verdict ask(Provider provider, String token) throws Exception {
        return AdminRig.await(provider.verdict(token, true));
    }

    private static OpenIdServer serving(SigningKey key) throws Exception {
        OpenIdServer made = new OpenIdServer(VERTX, identity);
        made.keys(key.jwk());
        return made;
    }

    private Provider provider(@Nullable String jwks, @Nullable Path ca) {
        return made(settings(jwks, ca), KeySource.Pace.DEFAULT);
    }

    /** Waits for an answer no longer than a test can. */
    private Provider impatient() {
        return made(settings(null, identity.certificate()), pace());
    }

    private Provider made(GatewayConfig.Oidc settings, KeySource.Pace pace) {
        Provider provider =
                new Provider(settings, InstantSource.system(), new KeySource(VERTX, settings, pace, nanos::get));
        made.add(provider);
        return provider;
    }

    private static KeySource.Pace pace() {
        return new KeySource.Pace(
                Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMillis(1_200));
    }

    private GatewayConfig.Oidc settings(@Nullable String jwks, @Nullable Path ca) {
        return new GatewayConfig.Oidc(
                server.issuer(),
                jwks,
                ca,
                "teal",
                "sub",
                "roles",
                Map.of(Role.OPERATOR, List.of("ops")),
                Duration.ofSeconds(30));
    }
}
