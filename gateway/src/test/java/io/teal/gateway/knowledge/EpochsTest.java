package io.teal.gateway.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The epochs of a gateway on its own. */
class EpochsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;

    private final AtomicLong now = new AtomicLong(NOW);
    private final Epochs epochs = new Epochs(null, now::get);

    @AfterEach
    void close() {
        epochs.close();
    }

    private long[] of(String base) {
        return epochs.of("chat", "blue", base);
    }

    @Test
    void whatWasNeverRaisedIsZero() {
        assertThat(of("hr_faq")).containsExactly(0, 0, 0, 0);
        assertThat(of("")).containsExactly(0, 0, 0, 0);
        assertThat(epochs.changing("chat", "blue", "hr_faq")).isFalse();
        assertThat(epochs.shared()).isFalse();
    }

    @Test
    void aRaiseConcernsWhatIsNamedAndAllWithinIt() {
        epochs.raise("chat", "blue", "hr_faq");
        assertThat(of("hr_faq")).containsExactly(0, 0, 0, NOW);
        assertThat(of("policy")).containsExactly(0, 0, 0, 0);
        assertThat(of("")).containsExactly(0, 0, 0, 0);
        assertThat(epochs.of("chat", "green", "hr_faq")).containsExactly(0, 0, 0, 0);

        epochs.raise("chat", "blue");
        assertThat(of("policy")).containsExactly(0, 0, NOW, 0);
        epochs.raise("chat");
        assertThat(epochs.of("chat", "green", "")).containsExactly(0, NOW, 0, 0);
        assertThat(epochs.of("other", "green", "")).containsExactly(0, 0, 0, 0);
        epochs.raiseAll();
        assertThat(epochs.of("other", "green", "")).containsExactly(NOW, 0, 0, 0);
    }

    @Test
    void everyRaiseIsAnotherNumberThoughTheClockStands() {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            epochs.raise("chat", "blue", "hr_faq");
            numbers.add(of("hr_faq")[3]);
        }
        now.addAndGet(-HOUR);
        epochs.raise("chat", "blue", "hr_faq");
        numbers.add(of("hr_faq")[3]);

        assertThat(numbers).containsExactly(NOW, NOW + 1, NOW + 2, NOW + 3, NOW + 4, NOW + 5);
    }

    @Test
    void allNamesThatMayMeanABaseAreOne() {
        epochs.raise("chat", "blue", "HR-FAQ");

        assertThat(of("hr_faq")[3]).isEqualTo(NOW);
        assertThat(of("hr faq")[3]).isEqualTo(NOW);
        assertThat(of("hrfaq")[3]).isZero();
    }

    @Test
    void noNameOfABaseAndALongOneMeanAllBases() {
        epochs.raise("chat", "blue", "");
        assertThat(of("hr_faq")).containsExactly(0, 0, NOW, 0);

        epochs.raise("chat", "blue", "x".repeat(201));
        assertThat(of("hr_faq")).containsExactly(0, 0, NOW + 1, 0);
        assertThat(of("x".repeat(201))).containsExactly(0, 0, NOW + 1, 0);
    }

    @Test
    void aChangeIsSeenFromItsBeginningToItsEnd() {
        Change change = epochs.begin("chat", List.of("blue", "green"), "hr_faq");

        assertThat(epochs.changing("chat", "blue", "HR_FAQ")).isTrue();
        assertThat(epochs.changing("chat", "green", "hr_faq")).isTrue();
        assertThat(epochs.changing("chat", "blue", "policy")).isFalse();
        assertThat(epochs.changing("chat", "blue", "")).isFalse();
        assertThat(of("hr_faq")).containsExactly(0, 0, 0, -NOW);
        now.addAndGet(5000);
        change.end();

        assertThat(epochs.changing("chat", "blue", "hr_faq")).isFalse();
        assertThat(of("hr_faq")).containsExactly(0, 0, 0, NOW + 5000);
        change.end();
        assertThat(of("hr_faq")).as("ended once").containsExactly(0, 0, 0, NOW + 5000);
    }

    @Test
    void aChangeToNobodyKnowsWhichBaseIsOneToAll() {
        Change change = epochs.begin("chat", List.of("blue"), "");

        assertThat(epochs.changing("chat", "blue", "hr_faq")).isTrue();
        assertThat(epochs.changing("chat", "blue", "")).isTrue();
        change.end();
        assertThat(epochs.changing("chat", "blue", "hr_faq")).isFalse();
    }

    @Test
    void theEndOfOneChangeDoesNotEndAnother() {
        Change one = epochs.begin("chat", List.of("blue"), "hr_faq");
        Change other = epochs.begin("chat", List.of("blue"), "hr_faq");
        long during = of("hr_faq")[3];

        one.end();
        assertThat(epochs.changing("chat", "blue", "hr_faq")).isTrue();
        assertThat(of("hr_faq")[3]).isNegative().isNotEqualTo(during);
        other.end();

        assertThat(epochs.changing("chat", "blue", "hr_faq")).isFalse();
        assertThat(of("hr_faq")[3]).isEqualTo(NOW + 3);
    }

    @Test
    void aRaiseInTheMidstOfAChangeDoesNotEndIt() {
        Change change = epochs.begin("chat", List.of("blue"), "hr_faq");

        epochs.raise("chat", "blue", "hr_faq");

        assertThat(epochs.changing("chat", "blue", "hr_faq")).isTrue();
        change.end();
        assertThat(epochs.changing("chat", "blue", "hr_faq")).isFalse();
    }

    @Test
    void aLongChangeGoesOnChanging() {
        Change change = epochs.begin("chat", List.of("blue"), "hr_faq");

        now.addAndGet(5 * HOUR);

        assertThat(epochs.changing("chat", "blue", "hr_faq")).isTrue();
        change.end();
        assertThat(epochs.changing("chat", "blue", "hr_faq")).isFalse();
    }

    @Test
    void tooManyBasesRaiseTheirUpstreamAndAreForgotten() {
        for (int i = 0; i < EpochTree.MOST_BASES; i++) {
            epochs.raise("chat", "blue", "base " + i);
        }
        Change change = epochs.begin("chat", List.of("blue"), "base 7");
        assertThat(of("base 1")).containsExactly(0, 0, 0, NOW);

        epochs.raise("chat", "blue", "one more");

        long raised = of("base 1")[2];
        assertThat(raised).isGreaterThanOrEqualTo(NOW);
        assertThat(of("base 1")).containsExactly(0, 0, raised, 0);
        assertThat(of("one more")).containsExactly(0, 0, raised, 0);
        assertThat(epochs.changing("chat", "blue", "base 7"))
                .as("what changes is not forgotten")
                .isTrue();
        change.end();
        epochs.raise("chat", "blue", "one more");
        assertThat(of("one more")[3]).as("never a number of before").isGreaterThan(raised);
    }

    @Test
    void noRaiseIsLostWhenManyThreadsRaise() throws InterruptedException {
        int threads = 4;
        int times = 2000;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int t = 0; t < threads; t++) {
                pool.execute(() -> {
                    for (int i = 0; i < times; i++) {
                        epochs.raise("chat", "blue", "hr_faq");
                        epochs.begin("chat", List.of("blue"), "hr_faq").end();
                    }
                });
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(of("hr_faq")[3]).isEqualTo(NOW + 3L * threads * times - 1);
    }
}
