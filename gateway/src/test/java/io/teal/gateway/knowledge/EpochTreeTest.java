package io.teal.gateway.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is heard from other gateways. */
class EpochTreeTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final String FIELD = "/chat/blue/hr_faq";

    private final AtomicLong now = new AtomicLong(NOW);
    private final EpochTree tree = new EpochTree(now::get);

    private long number() {
        return tree.of("chat", "blue", "hr_faq")[3];
    }

    private boolean changing() {
        return tree.changing("chat", "blue", "hr_faq");
    }

    @Test
    void theGreaterNumberIsRight() {
        assertThat(tree.merge(FIELD, 100)).isNull();
        assertThat(number()).isEqualTo(100);
        assertThat(tree.merge(FIELD, 99)).isNull();
        assertThat(tree.merge(FIELD, -99)).isNull();
        assertThat(number()).isEqualTo(100);

        assertThat(tree.merge(FIELD, -NOW)).isNull();

        assertThat(number()).isEqualTo(-NOW);
        assertThat(changing()).isTrue();
        assertThat(tree.merge(FIELD, NOW + 1)).isNull();
        assertThat(changing()).isFalse();
    }

    @Test
    void ofEqualNumbersTheOneThatChangesIsRight() {
        assertThat(tree.merge(FIELD, NOW)).isNull();
        assertThat(tree.merge(FIELD, -NOW)).isNull();
        assertThat(number()).isEqualTo(-NOW);
        assertThat(tree.merge(FIELD, NOW)).isNull();
        assertThat(number()).isEqualTo(-NOW);
    }

    /** Whatever comes late or twice. */
    @Property(tries = 200)
    void theOrderInWhichNumbersComeDoesNotMatter(@ForAll long seed, @ForAll List<Short> numbers) {
        List<Short> other = new ArrayList<>(numbers);
        other.addAll(numbers);
        Collections.shuffle(other, new Random(seed));
        EpochTree here = new EpochTree(now::get);
        EpochTree elsewhere = new EpochTree(now::get);

        numbers.forEach(number -> assertThat(here.merge(FIELD, number)).isNull());
        other.forEach(number -> assertThat(elsewhere.merge(FIELD, number)).isNull());

        assertThat(elsewhere.of("chat", "blue", "hr_faq")).containsExactly(here.of("chat", "blue", "hr_faq"));
    }

    @Test
    void whatIsNoNumberAndNoFieldIsLeftOut() {
        for (long number : new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 52, -(1L << 52)}) {
            assertThat(tree.merge(FIELD, number)).isNull();
        }
        assertThat(tree.merge("nonsense", 5)).isNull();
        assertThat(tree.merge("/chat/blue/not encoded", 5)).isNull();

        assertThat(number()).isZero();
        assertThat(tree.scopes()).hasSize(1);
    }

    @Test
    void aChangeThatNobodyEndsCountsForAnHour() {
        assertThat(tree.merge(FIELD, -(NOW - HOUR / 2))).isNull();

        assertThat(changing()).isTrue();
        now.addAndGet(HOUR / 2 - 1);
        assertThat(changing()).isTrue();
        now.addAndGet(1);
        assertThat(changing()).isFalse();
    }

    @Test
    void aClockThatIsAheadMakesNoChangeLonger() {
        assertThat(tree.merge(FIELD, -(NOW + 100 * HOUR))).isNull();

        now.addAndGet(HOUR - 1);
        assertThat(changing()).isTrue();
        now.addAndGet(1);
        assertThat(changing()).isFalse();
        assertThat(tree.raise(EpochName.of("chat", "blue", "hr_faq")).number()).isEqualTo(NOW + 100 * HOUR + 1);
    }

    @Test
    void theEndElsewhereDoesNotEndTheChangeHere() {
        Scope scope = tree.begin(EpochName.of("chat", "blue", "hr_faq"));
        assertThat(scope.number()).isEqualTo(-NOW);

        assertThat(tree.merge(FIELD, NOW)).as("a raise at the same time").isSameAs(scope);
        assertThat(scope.number()).isEqualTo(-(NOW + 1));
        assertThat(tree.merge(FIELD, NOW + 500)).as("an end").isSameAs(scope);

        assertThat(scope.number())
                .as("greater than what was heard, and told again")
                .isEqualTo(-(NOW + 501));
        assertThat(changing()).isTrue();
        assertThat(tree.merge(FIELD, NOW)).as("no news").isNull();
        assertThat(tree.end(scope).number()).isEqualTo(NOW + 502);
    }

    @Test
    void aNumberIsGreaterThanThoseAround() {
        assertThat(tree.merge("/chat/blue", NOW + HOUR)).isNull();

        assertThat(tree.raise(EpochName.of("chat", "blue", "hr_faq")).number()).isEqualTo(NOW + HOUR + 1);
        assertThat(tree.raise(EpochName.of("chat", "green", "hr_faq")).number()).isEqualTo(NOW);
    }

    @Test
    void onlyWhatChangesIsRenewed() {
        Scope scope = tree.begin(EpochName.of("chat", "blue", "hr_faq"));
        now.addAndGet(HOUR);

        assertThat(tree.renew(scope)).isTrue();
        assertThat(scope.number()).isEqualTo(-(NOW + HOUR));
        Scope ended = tree.end(scope);
        assertThat(tree.renew(ended)).isFalse();
        assertThat(ended.number()).isEqualTo(NOW + HOUR + 1);
    }

    @Test
    void whatWasForgottenDoesNotComeBackFromElsewhere() {
        for (int i = 0; i < EpochTree.MOST_BASES; i++) {
            assertThat(tree.merge("/chat/blue/base" + i, NOW - 1)).isNull();
        }
        Scope raised = tree.merge("/chat/blue/more", NOW - 1);
        assertThat(raised)
                .as("is told to others")
                .isNotNull()
                .extracting(scope -> scope.field)
                .isEqualTo("/chat/blue");
        int scopes = tree.scopes().size();

        for (int i = 0; i < EpochTree.MOST_BASES; i++) {
            assertThat(tree.merge("/chat/blue/base" + i, NOW - 1)).isNull();
        }

        assertThat(tree.scopes()).hasSize(scopes).hasSize(3);
        assertThat(tree.merge("/chat/blue/base1", NOW + 1)).isNull();
        assertThat(tree.of("chat", "blue", "base1")).containsExactly(0, 0, NOW, NOW + 1);
    }

    @Test
    void whatIsLongOutdatedByARaiseOfEverythingIsForgotten() {
        assertThat(tree.raise(EpochName.of("chat", "blue", "old")).number()).isEqualTo(NOW);
        assertThat(tree.begin(EpochName.of("chat", "blue", "open")).number()).isEqualTo(-NOW);
        now.addAndGet(HOUR);
        assertThat(tree.raise(EpochName.of("chat", "green", "young")).number()).isEqualTo(NOW + HOUR);
        now.addAndGet(1);

        long all = tree.raise(EpochName.of()).number();

        assertThat(all).isEqualTo(NOW + HOUR + 1);
        assertThat(tree.of("chat", "blue", "old")).containsExactly(all, 0, 0, 0);
        assertThat(tree.of("chat", "green", "young")).containsExactly(all, 0, 0, NOW + HOUR);
        assertThat(tree.changing("chat", "blue", "open")).isTrue();
        assertThat(tree.merge("/chat/blue/old", NOW)).isNull();
        assertThat(tree.of("chat", "blue", "old")).as("nor does it come back").containsExactly(all, 0, 0, 0);
        assertThat(tree.merge("/chat/blue/old", NOW + 2)).isNull();
        assertThat(tree.of("chat", "blue", "old")).containsExactly(all, 0, 0, NOW + 2);
    }
}
