package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.address.IpAddress;
import io.teal.gateway.address.Network;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.config.tracing.TracingConfig;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.tls.CertificateFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key of gateway.yaml is read into its field; {@link KnownKeysTest} sees to it that the file here has every key. */
class EveryGatewayKeyTest {
    @TempDir
    Path directory;

    @Test
    void isReadIntoItsField() throws Exception {
        // Given
        Files.writeString(directory.resolve("gateway.yaml"), Texts.resource("every-key-gateway.yaml"));
        Files.writeString(directory.resolve("routing.yaml"), "{}");
        CertificateFiles made =
                CertificateAuthority.in(directory.resolve("made")).issue("chat", "dns:chat.example.org");
        Files.copy(made.certificate(), directory.resolve("chain.pem"));
        Files.copy(made.key(), directory.resolve("key.pem"));
        Files.copy(made.certificate(), directory.resolve("ca.pem"));

        // When
        ConfigFiles.Loaded loaded = ConfigFiles.load(directory, Map.of());

        // Then
        assertThat(loaded.routing()).isEqualTo(Routing.EMPTY);
        assertThat(loaded.gateway())
                .isEqualTo(new GatewayConfig(
                        List.of(
                                new GatewayConfig.Listener(
                                        "secure",
                                        "127.0.0.2",
                                        8443,
                                        new GatewayConfig.Tls(
                                                List.of(
                                                        new CertificateFiles(
                                                                directory.resolve("chain.pem"),
                                                                directory.resolve("key.pem")),
                                                        new CertificateFiles(
                                                                directory.resolve("ca.pem"),
                                                                directory.resolve("key.pem"))),
                                                new GatewayConfig.Hsts(Duration.ofDays(2), true, true))),
                                new GatewayConfig.Listener("plain", "127.0.0.2", 8079, null, 8443)),
                        new GatewayConfig.Admin(
                                "127.0.0.3",
                                9081,
                                List.of(new GatewayConfig.Token("ops", Role.OPERATOR, "a".repeat(64))),
                                new GatewayConfig.Oidc(
                                        "https://login.example.org/realms/ops",
                                        "https://login.example.org/keys",
                                        directory.resolve("ca.pem"),
                                        "teal",
                                        "preferred_username",
                                        "realm_access.roles",
                                        Map.of(
                                                Role.VIEWER, List.of("everybody"),
                                                Role.OPERATOR, List.of("on-call", "release"),
                                                Role.ADMIN, List.of("teal admin")),
                                        Duration.ofSeconds(5)),
                                new GatewayConfig.Ldap(
                                        "ldaps://ldap.example.org:1636",
                                        directory.resolve("ca.pem"),
                                        "uid={0},ou=people,dc=example",
                                        "ou=groups,dc=example",
                                        "(memberUid={1})",
                                        "ou",
                                        Map.of(
                                                Role.VIEWER, List.of("everybody"),
                                                Role.OPERATOR, List.of("on-call"),
                                                Role.ADMIN, List.of("chiefs")),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(10)),
                                new GatewayConfig.AdminTls(
                                        new CertificateFiles(
                                                directory.resolve("chain.pem"), directory.resolve("key.pem")),
                                        directory.resolve("ca.pem"))),
                        new GatewayConfig.Store(directory.resolve("elsewhere"), 5_000, 20_000),
                        new GatewayConfig.Cache(1L << 30),
                        new GatewayConfig.Redis(
                                "rediss://u:p@redis-1.example.org:6380,redis-2.example.org",
                                true,
                                directory.resolve("ca.pem"),
                                Duration.ofMillis(40)),
                        7,
                        new GatewayConfig.Limits(
                                4 << 10,
                                16 << 10,
                                50,
                                Duration.ofSeconds(11),
                                Duration.ofSeconds(61),
                                Duration.ofSeconds(76),
                                129),
                        Duration.ofMinutes(5),
                        new RealIp(
                                List.of(
                                        Network.around(IpAddress.parse("10.0.0.0"), 8),
                                        Network.around(IpAddress.parse("fd00::"), 8),
                                        Network.of(IpAddress.parse("192.0.2.1"))),
                                "Forwarded",
                                false),
                        Map.of("out_of_memory", "CUDA error: out of memory", "model-gone", "模型不存在"),
                        250,
                        new GatewayConfig.AccessLog(
                                directory.resolve("a.log"),
                                GatewayConfig.AccessLog.Format.JSON,
                                1 << 20,
                                3,
                                Set.of("/health"),
                                true,
                                2 << 20),
                        new TracingConfig(
                                URI.create("https://collector.example.org:4317"),
                                TracingConfig.Protocol.GRPC,
                                0.25,
                                Map.of("x-token", "s3cret"),
                                "teal-paris",
                                Duration.ofSeconds(3))));
        assertThat(loaded.gateway().watchedTexts().keySet()).containsExactly("out_of_memory", "model-gone");
        assertThat(loaded.warnings()).isEmpty();
    }
}
