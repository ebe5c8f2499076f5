package io.teal.admin.security.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.admin.security.verdict.Verdict;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.LdapServer;
import io.teal.admin.testing.TestIdentity;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory on real sockets, with and without TLS, slow and away. */
class DirectoryIT {
    private static final Verdict ANN = new Verdict.Known("ldap:ann", Role.OPERATOR);
    private static final Verdict NOT_RIGHT = new Verdict.Rejected("the name or the password is not right", true);
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    static Path folder;

    private static TestIdentity identity;

    private final List<Directory> made = new ArrayList<>();
    private LdapServer server;

    @BeforeAll
    static void make() throws Exception {
        identity = TestIdentity.in(folder);
    }

    @BeforeEach
    void start() throws Exception {
        server = serve(null);
    }

    @AfterEach
    void end() {
        made.forEach(Directory::close);
        server.close();
    }

    @AfterAll
    static void stop() throws Exception {
        AdminRig.await(VERTX.close());
    }

    @Test
    void nameAndPasswordGiveTheLargestRoleOfAllGroups() throws Exception {
        Directory directory = directory(null);

        assertThat(ask(directory, "ann", "secret of ann")).isEqualTo(ANN);
        assertThat(ask(directory, "chief", "pässwörd")).isEqualTo(new Verdict.Known("ldap:chief", Role.ADMIN));
        assertThat(ask(directory, "ANN", "secret of ann")).isEqualTo(ANN);
        assertThat(ask(directory, "bob", "secret of bob"))
                .isEqualTo(new Verdict.NoRole("ldap:bob", List.of("strangers")));
        assertThat(ask(directory, "eve", "secret of eve")).isEqualTo(new Verdict.NoRole("ldap:eve", List.of()));
        Awaitility.await().until(() -> server.connections() == 0);
    }

    @Test
    void overTls() throws Exception {
        LdapServer tls = serve(identity);
        try {
            assertThat(ask(directory(tls.url("localhost"), identity.certificate(), 2_000), "ann", "secret of ann"))
                    .isEqualTo(ANN);
            assertThat(ask(directory(tls.url("localhost"), identity.certificate(), 2_000), "ann", "wrong"))
                    .isEqualTo(NOT_RIGHT);
            assertThat(tls.binds()).hasSize(2);
            assertThat(ask(directory(tls.url("localhost"), null, 2_000), "ann", "secret of ann"))
                    .as("a certificate that is not trusted")
                    .isInstanceOf(Verdict.Unavailable.class);
            assertThat(ask(directory(tls.url("127.0.0.1"), identity.certificate(), 2_000), "ann", "secret of ann"))
                    .as("a certificate for another name")
                    .isInstanceOf(Verdict.Unavailable.class);
            assertThat(tls.binds()).as("no password was sent").hasSize(2);
        } finally {
            tls.close();
        }
    }

    @Test
    void certificatesThatAreNoneAreSaidAtTheStart() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nx\n");

        assertThatThrownBy(() -> directory(server.url("localhost"), empty, 100)).hasMessageContaining("no certificate");
        assertThatThrownBy(() -> directory(server.url("localhost"), garbage, 100))
                .hasMessageContaining("garbage.pem cannot be read as certificates");
        assertThatThrownBy(() -> directory(server.url("localhost"), folder.resolve("none.pem"), 100))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"ann, wrong", "ann, Secret of ann", "ann, 'secret of ann '", "nobody, x", "bob, secret of ann"})
    void wrongNamesAndPasswords(String name, String password) throws Exception {
        assertThat(ask(directory(null), name, password)).isEqualTo(NOT_RIGHT);
    }

    @ParameterizedTest
    @CsvSource({
        "ann, ''",
        "'', ''",
        "'', x",
        "ann, '\0'",
        "'ann\0', secret of ann",
        "' ann', secret of ann",
        "'ann ', secret of ann",
        "'a\nnn', secret of ann",
        "'a\u00adnn', secret of ann",
        "'\u200bann', secret of ann"
    })
    void whatIsNotEvenAsked(String name, String password) throws Exception {
        assertThat(ask(directory(null), unescaped(name), unescaped(password))).isEqualTo(NOT_RIGHT);
        assertThat(ask(directory(null), "ann", "x".repeat(1_001))).isEqualTo(NOT_RIGHT);
        assertThat(server.binds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "ann,ou=people,dc=example",
                "x,cn=chief",
                "ann+cn=ann",
                "chief)(cn=*",
                "*)(uid=*))(|(uid=*",
                "\\2a",
                "#04024869",
                "\"ann\"",
                "ann;x"
            })
    void namesAreNothingButNames(String name) throws Exception {
        assertThat(ask(directory(null), name, "secret of ann")).isEqualTo(NOT_RIGHT);
        assertThat(server.binds()).hasSize(1).allMatch(dn -> dn.endsWith(",ou=people,dc=example"));
        assertThat(server.searches()).isEmpty();
    }

    @Test
    void oddNamesFindTheirOwnGroupsAndNoOthers() throws Exception {
        server.person("uid=a*)(cn=\\,\\\\\\\"b", "odd")
                .group("odd ones", "uid=a*)(cn=\\,\\\\\\\"b,ou=people,dc=example");

        assertThat(ask(directory(null), "a*)(cn=,\\\"b", "odd"))
                .isEqualTo(new Verdict.NoRole("ldap:a*)(cn=,\\\"b", List.of("odd ones")));
        assertThat(ask(directory("(|(member={0})(cn={1}))"), "a*)(cn=,\\\"b", "odd"))
                .isEqualTo(new Verdict.NoRole("ldap:a*)(cn=,\\\"b", List.of("odd ones")));
    }

    @Test
    void oneAccountHasOneName() throws Exception {
        server.person("uid=max van dam", "secret of max").group("all", "uid=max van dam,ou=people,dc=example");
        Verdict max = new Verdict.NoRole("ldap:max van dam", List.of("all"));

        assertThat(ask(directory(null), "max van dam", "secret of max")).isEqualTo(max);
        assertThat(ask(directory(null), "MAX  Van dam", "secret of max")).isEqualTo(max);
    }

    @Test
    void groupsThatCannotBeLookedUpAreNoReasonToSayNo() throws Exception {
        GatewayConfig.Ldap good = settings(server.url("localhost"), null, 2_000, "(member={0})");
        Directory directory = made(new GatewayConfig.Ldap(
                good.url(),
                null,
                good.userDn(),
                "ou=nowhere,dc=example",
                good.groupFilter(),
                "cn",
                good.roles(),
                good.timeout(),
                good.cache()));

        assertThat(ask(directory, "ann", "secret of ann")).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void successesAreRememberedAndFailuresAreNot() throws Exception {
        Directory directory = directory(null);
        assertThat(ask(directory, "ann", "secret of ann")).isEqualTo(ANN);
        assertThat(ask(directory, "ann", "new")).isEqualTo(NOT_RIGHT);

        server.password("uid=ann", "new");

        assertThat(ask(directory, "ann", "secret of ann")).isEqualTo(ANN);
        assertThat(ask(directory, "ann", "new")).isEqualTo(ANN);
        assertThat(server.binds()).hasSize(3);
    }

    @Test
    void theSamePairAtOnceIsAskedOnceAndOnlyThatCounts() throws Exception {
        Directory directory = directory(null);
        AtomicInteger tries = new AtomicInteger();
        server.dawdle();

        List<Future<Verdict>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(directory.verdict("ann", "secret of ann", () -> tries.incrementAndGet() <= 1));
        }
        Future<Verdict> other = directory.verdict("bob", "secret of bob", () -> tries.incrementAndGet() <= 1);
        server.hurry();

        for (Future<Verdict> one : asked) {
            assertThat(AdminRig.await(one)).isEqualTo(ANN);
        }
        assertThat(AdminRig.await(other)).isEqualTo(new Verdict.Untried());
        assertThat(tries).hasValue(2);
        assertThat(server.binds()).hasSize(1);
    }

    @Test
    void aSlowDirectoryIsGivenUpInTimeAndItsAnswerKept() throws Exception {
        Directory directory = directory(server.url("localhost"), null, 300);
        server.dawdle();
        long before = System.nanoTime();

        assertThat(ask(directory, "ann", "secret of ann")).isInstanceOf(Verdict.Unavailable.class);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(250), Duration.ofMillis(2_000));
        server.hurry();
        Awaitility.await().until(() -> ask(directory, "ann", "secret of ann").equals(ANN));
    }

    @Test
    void oneThatAcceptsAndSaysNothingHoldsNobodyForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (String scheme : List.of("ldap", "ldaps")) {
                Directory directory = directory(
                        scheme + "://localhost:" + silent.getLocalPort(),
                        scheme.equals("ldaps") ? identity.certificate() : null,
                        200);
                List<Future<Verdict>> asked = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    asked.add(directory.verdict("ann", "guess " + i, () -> true));
                }
                for (Future<Verdict> one : asked) {
                    assertThat(AdminRig.await(one)).isInstanceOf(Verdict.Unavailable.class);
                }
                assertThat(accepted(silent))
                        .as("eight at a time, for as long as anybody waited")
                        .isBetween(1, 24);
            }
        }
    }

    @Test
    void oneThatIsAway() throws Exception {
        String url = server.url("localhost");
        Directory directory = directory(null);
        server.close();

        assertThat(ask(directory, "ann", "secret of ann"))
                .isEqualTo(new Verdict.Unavailable(url + " cannot be asked", 5));
    }

    /** Those who connected so far; they are let go. */
    private static int accepted(ServerSocket silent) throws IOException {
        silent.setSoTimeout(100);
        int count = 0;
        while (true) {
            try (Socket one = silent.accept()) {
                assertThat(one.isConnected()).isTrue();
                count++;
            } catch (SocketTimeoutException e) {
                return count;
            }
        }
    }

    private static String unescaped(String text) {
        return text.replace("\\0", "\0")
                .replace("\\n", "\n")
                .replace("\\u00ad", "\u00ad")
                .replace("\\u200b", "\u200b");
    }

    private static Verdict ask(Directory directory, String name, String password) throws Exception {
        return AdminRig.await(directory.verdict(name, password, () -> true));
    }

    private static LdapServer serve(@Nullable TestIdentity identity) throws Exception {
        return new LdapServer(identity)
                .person("uid=ann", "secret of ann")
                .person("uid=bob", "secret of bob")
                .person("uid=eve", "secret of eve")
                .person("uid=chief", "pässwörd")
                .group("staff", "uid=ann,ou=people,dc=example", "uid=chief,ou=people,dc=example")
                .group("On-Call", "uid=ann,ou=people,dc=example")
                .group("chiefs", "uid=chief,ou=people,dc=example")
                .group("strangers", "uid=bob,ou=people,dc=example");
    }

    private Directory directory(@Nullable String filter) {
        return made(settings(server.url("localhost"), null, 2_000, filter == null ? "(member={0})" : filter));
    }

    private Directory directory(String url, @Nullable Path ca, int timeout) {
        return made(settings(url, ca, timeout, "(member={0})"));
    }

    private Directory made(GatewayConfig.Ldap settings) {
        Directory directory = Directory.of(VERTX, settings);
        made.add(directory);
        return directory;
    }

    private static GatewayConfig.Ldap settings(String url, @Nullable Path ca, int timeout, String filter) {
        return new GatewayConfig.Ldap(
                url,
                ca,
                "uid={0},ou=people,dc=example",
                "ou=groups,dc=example",
                filter,
                "cn",
                Map.of(
                        Role.VIEWER, List.of("staff"),
                        Role.OPERATOR, List.of("on-call"),
                        Role.ADMIN, List.of("Chiefs")),
                Duration.ofMillis(timeout),
                Duration.ofSeconds(60));
    }
}
