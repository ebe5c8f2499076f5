package io.teal.benchmarks.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** That all proxies are told to do the same. */
class TextTest {
    private static final Setup PLAIN = Setup.of("plain", List.of("127.0.0.1:1001", "127.0.0.2:1001"));

    @Test
    void nginxKeepsConnectionsAndAddsTheFields() {
        assertThat(NginxText.tuned(2000, PLAIN))
                .contains(
                        "worker_processes 1;",
                        "access_log off;",
                        "least_conn;\n    server 127.0.0.1:1001",
                        "keepalive 4096;",
                        "proxy_http_version 1.1;",
                        "X-Forwarded-For",
                        "X-Forwarded-Proto",
                        "X-Forwarded-Host");
    }

    @Test
    void nginxAsUsuallyConfiguredKeepsNone() {
        assertThat(NginxText.usual(2000, PLAIN))
                .contains("least_conn;", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host")
                .doesNotContain("keepalive 4096", "proxy_http_version");
    }

    @Test
    void haproxyHasOneThreadAndAddsTheFields() {
        assertThat(HaproxyText.configuration(2000, PLAIN))
                .contains(
                        "nbthread 1",
                        "balance leastconn",
                        "option forwardfor",
                        "X-Forwarded-Proto",
                        "X-Forwarded-Host %[req.hdr(host)]",
                        "server s1 127.0.0.1:1001\n  server s2 127.0.0.2:1001")
                .doesNotContain("\n  log ");
    }

    @Test
    void tealHasOneEventLoop() {
        assertThat(TealText.gateway(1, 2)).contains("event_loops: 1\n");
        assertThat(TealText.routing(PLAIN, false))
                .contains("balance: least_conn", "- {name: r0, match: {path: /}, service: chat}")
                .doesNotContain("answers");
        assertThat(TealText.routing(PLAIN.withCache(), false)).contains("answers: chatchat, cache: {}");
    }

    @Test
    void manyRoutesAreTheSameForAll() {
        Setup many = PLAIN.withRoutes(3);

        assertThat(TealText.routing(many, false))
                .contains("path: /r0/", "path: /r2/")
                .doesNotContain("path: /r3/");
        assertThat(NginxText.tuned(1, many))
                .contains("location /r0/", "location /r2/")
                .doesNotContain("location /r3/");
        assertThat(HaproxyText.routes(many)).isEqualTo("/r0/ chat\n/r1/ chat\n/r2/ chat\n");
    }

    @Test
    void allHaveRoomForStreamsAndPassEventsOnAtOnce() {
        Setup streams = PLAIN.withStreams(10_000);

        assertThat(NginxText.tuned(1, streams)).contains("worker_connections 40300;", "proxy_buffering off;");
        assertThat(HaproxyText.configuration(1, streams)).contains("maxconn 10040\n", "option http-no-delay\n");
        assertThat(TealText.routing(streams, true)).contains("answers: openai").doesNotContain("max_conns");
        assertThat(TealText.routing(streams, false)).doesNotContain("answers");
        assertThat(NginxText.tuned(1, PLAIN))
                .contains("worker_connections 19000;")
                .doesNotContain("proxy_buffering");
        assertThat(HaproxyText.configuration(1, PLAIN))
                .contains("maxconn 9000\n")
                .doesNotContain("no-delay");
    }

    @Test
    void answersHaveTheirLength() {
        assertThat(Backend.json("blue", Backend.SMALL)).hasSize(Backend.SMALL).startsWith("{\"colour\":\"blue\"");
        assertThat(Backend.request(Backend.SMALL).length()).isEqualTo(Backend.SMALL);
        assertThat(Backend.request(1024).path()).isEqualTo("/files/1024");
    }
}
