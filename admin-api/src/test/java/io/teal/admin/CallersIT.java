package io.teal.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.LdapServer;
import io.teal.admin.testing.OpenIdServer;
import io.teal.admin.testing.Routings;
import io.teal.admin.testing.SigningKey;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Callers of all kinds at one admin API: a token, an OpenID provider, a directory. */
class CallersIT {
    private static final Map<Role, List<String>> ROLES =
            Map.of(Role.VIEWER, List.of("staff"), Role.OPERATOR, List.of("on-call"), Role.ADMIN, List.of("chiefs"));
    private static final Vertx VERTX = Vertx.vertx();
    private static SigningKey key;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    Path store;

    private OpenIdServer provider;
    private LdapServer directory;
    private AdminRig rig;

    @BeforeAll
    static void make() throws Exception {
        key = SigningKey.of("ES256", "k");
    }

    @AfterAll
    static void end() throws Exception {
        AdminRig.await(VERTX.close());
    }

    @BeforeEach
    void start() throws Exception {
        logged.start();
        logger().addAppender(logged);
        provider = new OpenIdServer(VERTX, null);
        provider.keys(key.jwk());
        directory = new LdapServer(null)
                .person("uid=ann", "secret of ann")
                .person("uid=bob", "secret of bob")
                .group("on-call", "uid=ann,ou=people,dc=example")
                .group("strangers", "uid=bob,ou=people,dc=example");
        rig = new AdminRig(
                store,
                Routings.two(),
                new GatewayConfig.Admin(
                        "127.0.0.1",
                        0,
                        List.of(new GatewayConfig.Token("chief", Role.ADMIN, sha256("all"))),
                        new GatewayConfig.Oidc(
                                provider.issuer(), null, null, "teal", "sub", "roles", ROLES, Duration.ofSeconds(30)),
                        ldap(null)));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        directory.close();
        provider.goAway();
        logger().detachAppender(logged);
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains("secret of") || line.contains("eyJ") || line.contains("guess"));
    }

    @Test
    void allKindsComeInAndDoWhatTheirRoleMay() throws Exception {
        String viewer = "Bearer " + provider.token(key, "eve", "staff");
        String operator = basic("ann", "secret of ann");

        assertThat(get("Bearer all").status()).isEqualTo(200);
        assertThat(get(viewer).status()).isEqualTo(200);
        assertThat(get(operator).status()).isEqualTo(200);
        assertThat(drain(viewer).problem()).isEqualTo("403 role-too-small");
        assertThat(drain(viewer).detail()).contains("oidc:eve is viewer");
        assertThat(drain(operator).status()).isEqualTo(200);
        assertThat(directory.binds()).hasSize(1);
    }

    @Test
    void aChangeNamesWhoMadeIt() throws Exception {
        Reply moved = rig.send(rig.to("/api/v1/services/chat/switch")
                .header("Authorization", basic("ann", "secret of ann"))
                .header("Content-Type", "application/json")
                .header("If-Match", "\"1\"")
                .POST(BodyPublishers.ofString("{\"to\":\"green\"}")));

        assertThat(moved.status()).isEqualTo(200);
        assertThat(rig.revisions().current().provenance().who()).isEqualTo("ldap:ann");
    }

    @Test
    void whoHasNoRoleIsToldWhatWasFound() throws Exception {
        Reply token = get("Bearer " + provider.token(key, "eve", "a", "b"));
        Reply password = get(basic("bob", "secret of bob"));

        assertThat(token.problem()).isEqualTo("403 role-too-small");
        assertThat(token.detail()).isEqualTo("oidc:eve is known, but none of a, b gives a role here");
        assertThat(password.problem()).isEqualTo("403 role-too-small");
        assertThat(password.detail()).isEqualTo("ldap:bob is known, but none of strangers gives a role here");
    }

    @Test
    void whoIsNotKnownIsToldWhatToDo() throws Exception {
        Reply nothing = rig.get("/api/v1/routing");
        Reply expired = get("Bearer "
                + key.sign(
                        provider.claims("eve", "staff").put("exp", Instant.now().getEpochSecond() - 31)));
        Reply wrong = get(basic("ann", "guess"));

        assertThat(nothing.problem()).isEqualTo("401 token-needed");
        assertThat(nothing.detail())
                .contains("a configured token or one of the OpenID provider, or Authorization: Basic");
        assertThat(nothing.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"teal\", Basic realm=\"teal\", charset=\"UTF-8\"");
        assertThat(expired.problem()).isEqualTo("401 token-needed");
        assertThat(expired.detail()).isEqualTo("the token has expired; get a new one");
        assertThat(expired.header("WWW-Authenticate")).startsWith("Bearer realm=\"teal\", error=\"invalid_token\"");
        assertThat(wrong.problem()).isEqualTo("401 token-needed");
        assertThat(wrong.detail()).isEqualTo("the name or the password is not right");
    }

    @Test
    void whenNobodyCanSayItIsNotTheCallersFault() throws Exception {
        directory.close();

        Reply password = get(basic("ann", "secret of ann"));

        assertThat(password.problem()).isEqualTo("503 caller-unknowable");
        assertThat(password.header("Retry-After")).isEqualTo("5");
        assertThat(get("Bearer all").status()).isEqualTo(200);
        assertThat(get("Bearer " + provider.token(key, "eve", "staff")).status())
                .isEqualTo(200);
    }

    @Test
    void whereCallersAreAskedOtherMachinesMayReachIt() throws Exception {
        GatewayConfig.Ldap ldap = ldap(null);
        GatewayConfig.Admin everywhere = new GatewayConfig.Admin("0.0.0.0", 0, List.of(), null, ldap);
        GatewayConfig.Admin wrong =
                new GatewayConfig.Admin("127.0.0.1", 0, List.of(), null, ldap(store.resolve("missing.pem")));

        AdminApi second = AdminRig.await(AdminApi.start(everywhere, "1", rig.history(), rig.fleet(), rig.gateway()));

        assertThat(second.port()).isPositive();
        AdminRig.await(second.close());
        assertThatThrownBy(() -> AdminRig.await(AdminApi.start(wrong, "1", rig.history(), rig.fleet(), rig.gateway())))
                .hasMessageContaining("missing.pem cannot be read as certificates");
    }

    @Test
    void whoeverGuessesIsNotEvenHeard() throws Exception {
        String valid = "Bearer " + provider.token(key, "eve", "staff");
        assertThat(get(valid).status()).isEqualTo(200);
        assertThat(get(basic("ann", "secret of ann")).status()).isEqualTo(200);

        // When: nobody waits for the answers, which come later and later
        List<Socket> guesses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Socket guess =
                    new Socket(InetAddress.getLoopbackAddress(), rig.api().port());
            guess.getOutputStream()
                    .write(("GET /api/v1/routing HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                                    + basic("ann", "guess " + i) + "\r\n\r\n")
                            .getBytes(UTF_8));
            guesses.add(guess);
        }
        Awaitility.await()
                .until(() -> get(basic("ann", "secret of ann")).problem().equals("429 too-many-attempts"));

        // Then
        Reply slowed = get(basic("bob", "secret of bob"));
        assertThat(slowed.problem()).isEqualTo("429 too-many-attempts");
        assertThat(Integer.parseInt(slowed.header("Retry-After"))).isBetween(50, 60);
        assertThat(directory.binds()).hasSizeBetween(2, 11).doesNotContain("uid=bob,ou=people,dc=example");
        assertThat(get("Bearer all").status()).isEqualTo(200);
        assertThat(get(valid).status()).isEqualTo(200);
        assertThat(get("Bearer other").problem()).isEqualTo("429 too-many-attempts");
        assertThat(get("Bearer a.b.c").problem()).isEqualTo("429 too-many-attempts");
        for (Socket guess : guesses) {
            guess.close();
        }
    }

    private GatewayConfig.Ldap ldap(@Nullable Path ca) {
        return new GatewayConfig.Ldap(
                directory.url("localhost"),
                ca,
                "uid={0},ou=people,dc=example",
                "ou=groups,dc=example",
                "(member={0})",
                "cn",
                ROLES,
                Duration.ofSeconds(2),
                Duration.ofSeconds(60));
    }

    private Reply get(String authorization) throws Exception {
        return rig.send(rig.to("/api/v1/routing").header("Authorization", authorization));
    }

    private Reply drain(String authorization) throws Exception {
        return rig.send(rig.to("/api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/drain")
                .header("Authorization", authorization)
                .POST(BodyPublishers.noBody()));
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }

    private static String sha256(String token) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.teal");
    }
}
