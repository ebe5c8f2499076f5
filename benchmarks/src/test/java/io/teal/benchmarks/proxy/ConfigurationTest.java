package io.teal.benchmarks.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the two proxies are told. */
class ConfigurationTest {
    private static final List<String> SERVERS = List.of("127.0.0.1:1001", "127.0.0.1:1002");

    @Test
    void nginxAsItStandsInFrontOfSeveralInstances() {
        assertThat(NginxProxy.configuration(2000, SERVERS))
                .contains(
                        "listen 127.0.0.1:2000;",
                        "least_conn;\n    server 127.0.0.1:1001 max_fails=3 fail_timeout=30s;\n"
                                + "    server 127.0.0.1:1002 max_fails=3 fail_timeout=30s;\n    keepalive 32;",
                        "proxy_http_version 1.1;",
                        "proxy_buffering off;",
                        "access_log off;");
    }

    @Test
    void tealWithPlacesAndAQueue() {
        assertThat(TealProxy.routing(SERVERS, 3, Duration.ofMillis(7500)))
                .contains(
                        "- {address: \"127.0.0.1:1001\", max_conns: 3, max_fails: 3, fail_timeout: 30s}",
                        "- {address: \"127.0.0.1:1002\", max_conns: 3, max_fails: 3, fail_timeout: 30s}",
                        "queue: {size: 64, wait: 7500ms}",
                        "answers: chatchat");
    }
}
