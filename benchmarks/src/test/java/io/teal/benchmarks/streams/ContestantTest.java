package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContestantTest {
    @Test
    void allHaveRoomForTheStreams() {
        assertThat(Contestant.nginx(8080, 9000, 10_000))
                .contains(
                        "worker_processes 1;",
                        "worker_connections 40300;",
                        "worker_rlimit_nofile 20150;",
                        "listen 127.0.0.1:8080 ",
                        "server 127.0.0.1:9000;",
                        "proxy_buffering off;");
        assertThat(Contestant.haproxy(8080, 9000, 10_000))
                .contains("nbthread 1\n", "maxconn 10040\n", "bind 127.0.0.1:8080 ", "server one 127.0.0.1:9000\n");
    }

    @Test
    void tealHasNoLimitOfItsOwn() {
        assertThat(Contestant.routing("openai", 9000))
                .contains("servers: [\"127.0.0.1:9000\"]", "answers: openai")
                .doesNotContain("max_conns");
    }
}
