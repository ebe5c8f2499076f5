package io.teal.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowdownTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Slowdown slowdown = new Slowdown(nanos::get);

    @Test
    void failedAttemptsAreAnsweredLaterAndLaterAndThenNotTried() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            assertThat(slowdown.by("192.0.2.1").blockedSeconds()).isZero();
            delays.add(slowdown.by("192.0.2.1").failed());
            pass(Duration.ofSeconds(1));
        }

        assertThat(delays).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L, 5000L);
        assertThat(slowdown.by("192.0.2.1").blockedSeconds()).isEqualTo(50);
        assertThat(slowdown.by("192.0.2.1").begin()).isFalse();
        assertThat(slowdown.by("192.0.2.2").blockedSeconds()).isZero();
        pass(Duration.ofMillis(49_500));
        assertThat(slowdown.by("192.0.2.1").blockedSeconds()).isEqualTo(1);
        pass(Duration.ofMillis(500));
        assertThat(slowdown.by("192.0.2.1").blockedSeconds()).isZero();
        assertThat(slowdown.by("192.0.2.1").begin()).isTrue();
        assertThat(slowdown.by("192.0.2.1").failed()).isEqualTo(100);
    }

    @Test
    void manyAtOnceAreNoMoreThanOneAfterTheOther() {
        List<Slowdown.Attempt> begun = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Slowdown.Attempt attempt = slowdown.by("192.0.2.1");
            if (attempt.begin()) {
                begun.add(attempt);
            }
        }

        assertThat(begun).hasSize(10);
        begun.subList(0, 6).forEach(Slowdown.Attempt::over);
        begun.subList(6, 10).forEach(attempt -> assertThat(attempt.failed()).isPositive());
        assertThat(slowdown.by("192.0.2.1").blockedSeconds()).isZero();
        for (int i = 0; i < 6; i++) {
            assertThat(slowdown.by("192.0.2.1").begin()).isTrue();
        }
        assertThat(slowdown.by("192.0.2.1").begin()).isFalse();
    }

    @Test
    void successesDoNotClearTheRecord() {
        for (int i = 0; i < 10; i++) {
            assertThat(slowdown.by("192.0.2.1").failed()).isPositive();
            Slowdown.Attempt good = slowdown.by("192.0.2.1");
            if (good.begin()) {
                good.over();
            }
        }

        assertThat(slowdown.by("192.0.2.1").blockedSeconds()).isEqualTo(60);
    }

    @Test
    void whoeverComesInLeavesNothingBehind() {
        Slowdown.Attempt attempt = slowdown.by("192.0.2.1");
        assertThat(attempt.begin()).isTrue();
        assertThat(slowdown.addresses()).isOne();

        attempt.over();

        assertThat(slowdown.addresses()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8::ffff:1, true",
        "2001:db8::1, 2001:DB8:0:0:abcd::9, true",
        "2001:db8::1, 2001:db8:0:1::1, false",
        "fe80::1%eth0, fe80::2, true",
        "192.0.2.1, ::ffff:192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "::1, 127.0.0.1, false"
    })
    void theAddressesOfOneNetworkOfIpv6AreOne(String one, String other, boolean same) {
        assertThat(Slowdown.key(one).equals(Slowdown.key(other))).isEqualTo(same);
    }

    @Test
    void addressesAreBounded() {
        for (int i = 0; i < 12_000; i++) {
            assertThat(slowdown.by("10.0." + i / 256 + "." + i % 256).failed()).isEqualTo(100);
        }

        assertThat(slowdown.addresses()).isEqualTo(10_000);
        assertThat(slowdown.by("10.0.46.223").failed()).isEqualTo(200);
        assertThat(slowdown.by("10.0.0.0").failed()).isEqualTo(100);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
