package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.redis.link.Problem;
import io.teal.gateway.redis.link.RedisAddress;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final RedisAddress ADDRESS = RedisAddress.of("redis://teal:secret@h", false);

    private final RedisLog log = new RedisLog();
    private Instant now = Instant.EPOCH;
    private final Standing standing = new Standing(ADDRESS, () -> now);
    private final Problem refused = Problem.unreachable(ADDRESS, "the connection is refused");
    private final Problem closed = Problem.unreachable(ADDRESS, "the connection was closed");
    private final Problem silent = Problem.silent(ADDRESS, 50);

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void itBeginsWithNothing() {
        assertThat(standing.unavailable()).hasMessage("redis is not connected yet");
        assertThat(standing.problem()).isNull();
        assertThat(standing.since()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void theFirstConnectionIsNoRecovery() {
        standing.recovered();

        assertThat(log.lines()).containsExactly("redis is connected at h:6379; answers are shared through it");
        assertThat(standing.problem()).isNull();
    }

    @Test
    void eachKindOfTroubleIsToldOnceInEachTimeOfTrouble() {
        for (int i = 0; i < 5; i++) {
            standing.troubled(refused);
            standing.troubled(silent);
            standing.troubled(closed);
        }
        standing.recovered();
        standing.troubled(closed);

        assertThat(log.lines())
                .containsExactly(
                        refused.words(),
                        silent.words(),
                        "redis can be used again at h:6379; answers are shared through it",
                        closed.words());
        assertThat(standing.problem()).isEqualTo(closed.words());
        assertThat(standing.unavailable()).hasMessage(closed.words());
    }

    @Test
    void timeIsCountedFromTheChange() {
        now = now.plusSeconds(1);
        standing.troubled(refused);
        assertThat(standing.since()).isEqualTo(Instant.EPOCH);

        now = now.plusSeconds(1);
        standing.recovered();
        assertThat(standing.since()).isEqualTo(now);
        assertThat(standing.problem()).isEqualTo(refused.words());

        now = now.plusSeconds(1);
        standing.refused(silent);
        assertThat(standing.since()).isEqualTo(now.minusSeconds(1));
        assertThat(standing.problem()).isEqualTo(silent.words());

        standing.troubled(closed);
        now = now.plusSeconds(1);
        standing.troubled(closed);
        assertThat(standing.since()).isEqualTo(now.minusSeconds(1));
    }

    @Test
    void theLastWordIsThatItWasClosed() {
        standing.troubled(refused);
        standing.closed();

        assertThat(standing.unavailable()).hasMessage("redis was closed");
        assertThat(log.lines()).hasSize(1);
    }
}
