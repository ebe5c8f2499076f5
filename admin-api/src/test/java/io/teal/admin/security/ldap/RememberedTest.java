package io.teal.admin.security.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.security.verdict.Verdict;
import io.teal.gateway.config.GatewayConfig.Role;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private static final Verdict ANN = new Verdict.Known("ldap:ann", Role.VIEWER);

    private final AtomicLong nanos = new AtomicLong();
    private final Remembered remembered = new Remembered(Duration.ofSeconds(60), nanos::get);

    @Test
    void whoeverProvedToBeHimselfIsRememberedForAWhile() {
        Verdict nobody = new Verdict.NoRole("ldap:bob", List.of("x"));
        remembered.remember("a", ANN);
        remembered.remember("b", nobody);
        remembered.remember("c", Session.WRONG);
        remembered.remember("d", new Verdict.Unavailable("away", 1));

        nanos.set(Duration.ofSeconds(60).toNanos() - 1);
        assertThat(remembered.verdict("a")).isEqualTo(ANN);
        assertThat(remembered.verdict("b")).isEqualTo(nobody);
        assertThat(remembered.verdict("c")).isNull();
        assertThat(remembered.verdict("d")).isNull();
        nanos.incrementAndGet();
        assertThat(remembered.verdict("a")).isNull();
    }

    @Test
    void keysShowNothingAndDifferFromProcessToProcess() {
        String key = remembered.key("ann", "secret");

        assertThat(key).hasSize(64).isEqualTo(remembered.key("ann", "secret"));
        assertThat(remembered.key("ann", "Secret")).isNotEqualTo(key);
        assertThat(remembered.key("anns", "ecret")).isNotEqualTo(key);
        assertThat(new Remembered(Duration.ofSeconds(60), nanos::get).key("ann", "secret"))
                .isNotEqualTo(key);
    }

    @Test
    void theOldestOfTooManyAreForgotten() {
        for (int i = 0; i < 1_001; i++) {
            remembered.remember("k" + i, ANN);
        }

        assertThat(remembered.verdict("k0")).isNull();
        assertThat(remembered.verdict("k1")).isEqualTo(ANN);
        assertThat(remembered.verdict("k1000")).isEqualTo(ANN);
    }

    @Test
    void nothingIsRememberedForNoTime() {
        Remembered none = new Remembered(Duration.ZERO, nanos::get);
        none.remember("a", ANN);

        assertThat(none.verdict("a")).isNull();
    }
}
