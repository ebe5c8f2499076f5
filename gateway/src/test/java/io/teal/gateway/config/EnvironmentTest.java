package io.teal.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables win over the file and are held to the same rules. */
class EnvironmentTest {
    /** printf %s let-me-in | sha256sum */
    private static final String SUM = "a3ee786b5707c27d42570785081ec17f5c7db9262a01366af362a1aa61a420b9";

    @TempDir
    Path directory;

    @BeforeEach
    void routing() throws Exception {
        Files.writeString(directory.resolve("routing.yaml"), "{}");
    }

    @Test
    void every_variable() throws Exception {
        gateway("""
                listeners: [{name: first, port: 80}, {name: second, port: 81}]
                admin: {tokens: [{name: ops, role: viewer, sha256: %s}]}
                store: {directory: here}
                """.formatted("b".repeat(64)));

        GatewayConfig config = load(Map.of(
                        "TEAL_HOST", "127.0.0.9",
                        "TEAL_PORT", "8088",
                        "TEAL_ADMIN_HOST", "0.0.0.0",
                        "TEAL_ADMIN_PORT", "9089",
                        "TEAL_ADMIN_TOKEN", "let-me-in",
                        "TEAL_REDIS_URL", "redis://10.0.0.1:6379",
                        "TEAL_STORE_DIRECTORY", "/var/lib/teal"))
                .gateway();

        assertThat(config.listeners())
                .containsExactly(
                        new GatewayConfig.Listener("first", "127.0.0.9", 8088, null),
                        new GatewayConfig.Listener("second", "0.0.0.0", 81, null));
        assertThat(config.admin())
                .isEqualTo(new GatewayConfig.Admin(
                        "0.0.0.0",
                        9089,
                        List.of(
                                new GatewayConfig.Token("ops", GatewayConfig.Role.VIEWER, "b".repeat(64)),
                                new GatewayConfig.Token("environment", GatewayConfig.Role.ADMIN, SUM))));
        assertThat(config.redis()).isEqualTo(new GatewayConfig.Redis("redis://10.0.0.1:6379"));
        assertThat(config.store().directory()).isEqualTo(Path.of("/var/lib/teal"));
    }

    @Test
    void over_an_empty_file() throws Exception {
        gateway("{}");

        GatewayConfig config = load(Map.of("TEAL_PORT", "8088", "TEAL_ADMIN_PORT", "0", "TEAL_HOST", ""))
                .gateway();

        assertThat(config.listeners()).containsExactly(new GatewayConfig.Listener("public", "0.0.0.0", 8088, null));
        assertThat(config.admin().port()).isZero();
    }

    @Test
    void wrong_values_name_the_variable() throws Exception {
        gateway("{}");

        assertThat(problems(Map.of(
                        "TEAL_PORT", "http",
                        "TEAL_HOST", "a b",
                        "TEAL_ADMIN_PORT", "-1",
                        "TEAL_ADMIN_HOST", "example.org:80",
                        "TEAL_REDIS_URL", "http://x")))
                .containsExactlyInAnyOrder(
                        "TEAL_PORT: listeners[0].port: found http, expected a whole number from 0 to 65535",
                        "TEAL_HOST: listeners[0].host: found \"a b\", expected an IP address or a host name, such as"
                                + " 127.0.0.1; 0.0.0.0 for every interface",
                        "TEAL_ADMIN_PORT: admin.port: found -1, expected a whole number from 0 to 65535",
                        "TEAL_ADMIN_HOST: admin.host: found example.org:80, expected an IP address or a host name, such"
                                + " as 127.0.0.1; 0.0.0.0 for every interface",
                        "TEAL_REDIS_URL: redis.url: found a text of 8 characters, expected a URL such as"
                                + " redis://127.0.0.1:6379 (or rediss:// for TLS, redis-sentinel://127.0.0.1:26379#MASTER for"
                                + " a Redis found by sentinels)");
    }

    @Test
    void an_open_admin_api_for_everybody_is_refused() throws Exception {
        gateway("{}");

        assertThat(problems(Map.of("TEAL_ADMIN_HOST", "0.0.0.0")))
                .containsExactly("TEAL_ADMIN_HOST: admin.host: found 0.0.0.0, expected a loopback address such as"
                        + " 127.0.0.1, or tokens beside it: an open admin API is served on this machine only"
                        + " (TEAL_ADMIN_TOKEN sets one)");
    }

    @Test
    void a_token_is_never_shown() throws Exception {
        gateway("{}");

        assertThat(problems(Map.of("TEAL_ADMIN_TOKEN", "with space")))
                .containsExactly("TEAL_ADMIN_TOKEN: admin.tokens: found a text of 10 characters, expected a bearer"
                        + " token: letters, digits and any of -._~+/ (RFC 6750)");
        assertThat(new GatewayConfig.Redis("redis://u:secret@h").toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://127.0.0.1",
                "redis://[::1]:6379/",
                "redis://redis_1:6379/15",
                "rediss://:pa%40ss%2Fw!rd@redis.example.org:6380/0",
                "redis-sentinel://user:secret@s1:26379,s2,s3:26381/2#my-master",
                "rediss-sentinel://s1#mymaster"
            })
    void the_url_of_redis_in_all_its_forms(String url) throws Exception {
        gateway("redis: {command_timeout: 10s}");

        assertThat(load(Map.of("TEAL_REDIS_URL", url)).gateway().redis())
                .isEqualTo(new GatewayConfig.Redis(url, false, null, Duration.ofSeconds(10)));
    }

    private void gateway(String text) throws Exception {
        Files.writeString(directory.resolve("gateway.yaml"), text);
    }

    private ConfigFiles.Loaded load(Map<String, String> environment) throws ConfigException {
        return ConfigFiles.load(directory, environment);
    }

    private List<String> problems(Map<String, String> environment) {
        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> load(environment));
        return failure.problems().stream().map(Problem::toString).toList();
    }
}
