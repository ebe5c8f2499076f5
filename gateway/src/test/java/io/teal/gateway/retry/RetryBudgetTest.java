package io.teal.gateway.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(-5 * SECOND);
    private final RetryBudget budget = new RetryBudget(clock::get);

    @Test
    void aFewAreAlwaysGranted() {
        // When
        int granted = granted(10, 20);

        // Then
        assertThat(granted).isEqualTo(RetryBudget.MINIMUM);
    }

    @Test
    void theShareOfRecentRequestsIsGrantedAndNoMore() {
        // Given
        for (int i = 0; i < 100; i++) {
            budget.request();
        }

        // When
        int granted = granted(100, 20);

        // Then
        assertThat(granted).isEqualTo(20);
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        // Given
        for (int i = 0; i < 100; i++) {
            budget.request();
        }
        int before = granted(100, 20);
        clock.addAndGet((RetryBudget.SECONDS + 1) * SECOND);

        // When
        int after = granted(100, 20);

        // Then
        assertThat(before).isEqualTo(20);
        assertThat(after).isEqualTo(RetryBudget.MINIMUM);
    }

    @Test
    void theWindowSlidesSecondBySecond() {
        // Given
        for (int second = 0; second < RetryBudget.SECONDS; second++) {
            for (int i = 0; i < 10; i++) {
                budget.request();
            }
            clock.addAndGet(SECOND);
        }

        // When
        int granted = granted(100, 20);

        // Then: nine full seconds are left in the window
        assertThat(granted).isEqualTo(18);
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws InterruptedException {
        // Given
        for (int i = 0; i < 1000; i++) {
            budget.request();
        }
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();

        // When
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int asked = 0; asked < 1000; asked++) {
                    taken.addAndGet(budget.take(20) ? 1 : 0);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        // Then
        assertThat(taken).hasValue(200);
    }

    private int granted(int asked, int percent) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            boolean allowed = budget.allows(percent);
            boolean taken = budget.take(percent);
            assertThat(taken).isEqualTo(allowed);
            granted += taken ? 1 : 0;
        }
        return granted;
    }
}
