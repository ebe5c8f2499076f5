package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Streams straight from the backend. */
class StreamLoadIT {
    private static final StreamBackend BACKEND = StreamBackend.start();

    @AfterAll
    static void end() {
        BACKEND.close();
    }

    @Test
    void readsTwoHundredStreamsToTheirEnd() throws InterruptedException {
        try (StreamLoad load = new StreamLoad(new StreamLoad.Plan(BACKEND.port(), 200, 100, 15, 1000))) {
            LoadReport opened = load.awaitOpened();
            assertThat(opened.opened()).as("%s", opened).isEqualTo(200);

            LoadReport recorded = load.record();
            assertThat(recorded.steady().events()).isZero();
            LoadReport ended = load.awaitEnded(20);

            assertThat(ended.faults()).isEmpty();
            assertThat(ended.silent()).isZero();
            assertThat(ended.open()).isZero();
            assertThat(ended.whole()).isEqualTo(200);
            assertThat(ended.events()).isEqualTo(3000);
            assertThat(ended.steady().events()).isEqualTo(3000 - recorded.events());
            assertThat(ended.steady().p50Micros()).isBetween(1L, 1_000_000L);
            assertThat(ended.steady().maxMicros())
                    .isGreaterThanOrEqualTo(ended.steady().p99Micros());
        }
    }

    @Test
    void tellsWhyStreamsFail() throws InterruptedException {
        try (StreamLoad load = new StreamLoad(new StreamLoad.Plan(BACKEND.port(), 5, 100, 1_000_000_000, 1000))) {
            LoadReport ended = load.awaitEnded(20);

            assertThat(ended.faults())
                    .containsOnlyKeys("answered HTTP/1.1 400 Bad Request")
                    .containsValue(5);
            assertThat(ended.errors()).isEqualTo(5);
            assertThat(ended.opened()).isZero();
        }
    }
}
