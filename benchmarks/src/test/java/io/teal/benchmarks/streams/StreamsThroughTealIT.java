package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams from the backend through Teal as it was packaged, in a process of its own. */
class StreamsThroughTealIT {
    private static final StreamBackend BACKEND = StreamBackend.start();
    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

    @AfterAll
    static void end() {
        BACKEND.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"TEAL_UNREAD", "TEAL_READ"})
    void passesTwoHundredStreamsOnToTheirEnd(Contestant teal) throws IOException, InterruptedException {
        try (Contestant.Running running = teal.start(TREE, List.of(), BACKEND.port(), 200);
                StreamLoad load = new StreamLoad(new StreamLoad.Plan(running.port(), 200, 200, 10, 500))) {
            LoadReport ended = load.awaitEnded(30);

            assertThat(ended.faults()).isEmpty();
            assertThat(ended.errors()).isZero();
            assertThat(ended.whole()).isEqualTo(200);
            assertThat(ended.events()).isEqualTo(2000);
        }
    }

    @Test
    void measuresWhatItUses() throws IOException, InterruptedException {
        StreamRun run = new StreamRun(50, 50, 500, 1, 1, 3, List.of());
        try (Contestant.Running running = Contestant.TEAL_READ.start(TREE, List.of(), BACKEND.port(), 50)) {
            StreamRun.Figures figures = run.measure(running.port(), running.process(), true);

            assertThat(figures.errors()).as("%s", figures).isZero();
            assertThat(figures.ended().whole()).isEqualTo(50);
            assertThat(figures.steady().steady().events()).isBetween(50L, 5000L);
            assertThat(figures.cpuMicrosPerEvent()).isBetween(1.0, 20_000.0);
            // So few streams are less than what else changes in a heap: only that it was looked at.
            assertThat(figures.heapBytesPerStream()).isNotZero().isBetween(-1e7, 1e7);
            assertThat(new StreamTable().add(Contestant.TEAL_READ, figures, figures))
                    .endsWith("no errors");
        }
    }
}
