package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.Questions;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two hundred clients ask the same at once and a third of them leaves: one answer is computed, and comes to all together. */
class CrowdSpeedIT {
    private static final int CLIENTS = 200;
    private static final int ROUNDS = 12;
    private static final long NEAR = TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void everyoneWhoStaysGetsTheWholeAnswerOfOneGeneration() throws Exception {
        long latest = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && latest >= NEAR; round++) {
            latest = Math.min(latest, crowd(round));
        }
        assertThat(latest)
                .as("nanoseconds from the first client's first token to the last's")
                .isLessThan(NEAR);
    }

    /** The time between the first client's first token and the last one's, in nanoseconds. */
    private long crowd(int round) throws IOException {
        Random random = new Random(round);
        Instance slow = Instance.named("blue-1").withTiming(Timing.scaled(0.2));
        try (CachedRig rig = CachedRig.start(slow, Instance.named("green-1"), "{}", "");
                Crowd crowd = new Crowd(rig.gateway().port(), CLIENTS, Questions.streamed())) {
            // A third leaves, each after another number of events; the first to ask among them.
            for (int i = 0; i < CLIENTS; i += 3) {
                crowd.leavesAfter(i, 1 + random.nextInt(12));
            }
            crowd.ask();
            crowd.readAll(Duration.ofSeconds(60));
            List<Crowd.Member> stayed = crowd.stayed();
            assertThat(stayed).hasSize(CLIENTS - (CLIENTS + 2) / 3).allSatisfy(one -> {
                assertThat(one.complete()).isTrue();
                assertThat(one.body()).isEqualTo(stayed.getFirst().body());
            });
            assertThat(AnswerText.of(stayed.getFirst().body())).isNotBlank();
            assertThat(rig.blue().stats().generationsStarted()).isEqualTo(1);
            assertThat(rig.blue().stats().generationsFinished()).isEqualTo(1);
            assertThat(rig.blue().stats().generationsAbandoned()).isZero();
            long first =
                    stayed.stream().mapToLong(Crowd.Member::firstToken).min().orElseThrow();
            long last =
                    stayed.stream().mapToLong(Crowd.Member::firstToken).max().orElseThrow();
            System.err.printf("%d clients had their first token within %.2f ms%n", stayed.size(), (last - first) / 1e6);
            return last - first;
        }
    }
}
