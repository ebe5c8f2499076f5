package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeriodTest {
    private final Period period = new Period(null);

    @Test
    void fiveFailuresAtOnceAreTooMany() {
        for (int i = 0; i < 4; i++) {
            assertThat(period.failed()).isFalse();
        }
        assertThat(period.failed()).isTrue();
        assertThat(period.failed()).isTrue();
    }

    @Test
    void halfOfTheLastTenAreTooMany() {
        for (int i = 0; i < 1000; i++) {
            period.answered();
        }
        for (int i = 0; i < 4; i++) {
            assertThat(period.failed()).isFalse();
            period.answered();
        }
        assertThat(period.failed()).isTrue();
    }

    @Test
    void fewerThanHalfAreNot() {
        for (int i = 0; i < 100; i++) {
            period.answered();
            assertThat(period.failed()).as("failure %s", i).isFalse();
            period.answered();
        }
    }

    @Test
    void aRefusalIsNewOncePerCode() {
        assertThat(period.isNewRefusal("OOM")).isTrue();
        assertThat(period.isNewRefusal("OOM")).isFalse();
        assertThat(period.isNewRefusal("WRONGTYPE")).isTrue();
        assertThat(new Period(null).isNewRefusal("OOM")).isTrue();
    }
}
