package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Programs;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.tool.Cores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams from the backend through Teal as it was packaged, in a process of its own. */
class StreamsThroughTealIT {
    private static final StreamBackend BACKEND = StreamBackend.start();
    private static final Programs PROGRAMS = new Programs(
            "nginx", "haproxy", "wrk", Path.of("..").toAbsolutePath().normalize());
    private static final Cores ANY = new Cores("0", "0");

    @AfterAll
    static void end() {
        BACKEND.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"TEAL", "TEAL_READ"})
    void passesTwoHundredStreamsOnToTheirEnd(Kind teal) throws Exception {
        try (Contestant one = started(teal);
                StreamLoad load = new StreamLoad(new StreamLoad.Plan(one.port(), 200, 200, 10, 500))) {
            LoadReport ended = load.awaitEnded(30);

            assertThat(ended.faults()).isEmpty();
            assertThat(ended.errors()).isZero();
            assertThat(ended.whole()).isEqualTo(200);
            assertThat(ended.events()).isEqualTo(2000);
        }
    }

    @Test
    void measuresWhatItUses() throws Exception {
        StreamRun.Plan plan =
                new StreamRun.Plan(50, 500, Duration.ofMillis(500), Duration.ofMillis(200), Duration.ofSeconds(1));
        try (Contestant one = started(Kind.TEAL_READ)) {
            StreamRun.Seen seen = StreamRun.prepare(plan, BACKEND, one).measure();

            assertThat(seen.perSecond()).isBetween(25.0, 100.0);
            assertThat(seen.cpuMicros()).isBetween(1.0, 20_000.0);
            assertThat(seen.p99Micros())
                    .isGreaterThanOrEqualTo(seen.p50Micros())
                    .isPositive();
            // So few streams are less than what else changes in a heap: only that it was looked at.
            assertThat(seen.bytes()).isNotZero().isBetween(-1e7, 1e7);
        }
    }

    private static Contestant started(Kind teal) throws Exception {
        Setup setup = Setup.of("streams", BACKEND.servers()).withStreams(200).with(Set.of(teal));
        Contestant one = Contestant.start(teal, setup, PROGRAMS, ANY);
        one.await();
        return one;
    }
}
