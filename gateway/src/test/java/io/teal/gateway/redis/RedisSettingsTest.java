package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RedisSettingsTest {
    @Test
    void peopleSeeNoSecrets() {
        assertThat(new RedisSettings("redis://teal:secret/@x@h:1", true, null, Duration.ofMillis(50)))
                .hasToString("RedisSettings[redis://…@h:1, cluster, PT0.05S]");
        assertThat(new RedisSettings("redis://h", false, null, Duration.ofMillis(50)))
                .hasToString("RedisSettings[redis://h, PT0.05S]");
    }

    @Test
    void noCommandCanBeQuickerThanAMillisecond() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisSettings("redis://h", false, null, Duration.ofNanos(999_999)));
    }

    @Test
    void whatCannotBeUnderstoodIsNotOpened() {
        RedisSettings settings = new RedisSettings("http://u:secret@h", false, null, Duration.ofMillis(50));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Redis.open(settings))
                .withMessageStartingWith("redis.url begins with none of")
                .withMessageNotContaining("secret");
    }

    @Test
    void usableIsWhatIsConnectedAndNotBroken() {
        assertThat(status(true, RedisStatus.Breaker.CLOSED).usable()).isTrue();
        assertThat(status(true, RedisStatus.Breaker.OPEN).usable()).isFalse();
        assertThat(status(false, RedisStatus.Breaker.CLOSED).usable()).isFalse();
    }

    private static RedisStatus status(boolean connected, RedisStatus.Breaker breaker) {
        return new RedisStatus(connected, breaker, null, Instant.EPOCH, 0, 0, 0);
    }
}
