package io.teal.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.stats.Histogram;
import io.teal.gateway.stats.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The wheel against what a plain list would do that is looked through from end to end. */
class DeadlinesTest {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(Deadlines.TICK_MILLIS);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private long now = Long.MAX_VALUE - HOUR;
    private final Histogram lateness = new Histogram(Scale.DELAY);
    private final Deadlines deadlines = new Deadlines(() -> now, lateness);
    private final List<Seen> expired = new ArrayList<>();

    /** A watch that remembers what the plain list would have to know. */
    private class Seen extends Deadlines.Watch {
        private long at = NEVER;
        private long latest;
        private boolean watched;
        private int calls;

        void begin() {
            watched = true;
            deadlines.add(this);
        }

        void at(long deadline) {
            at = deadline;
            latest = Math.max(0, deadline - now) + now + TICK;
            deadline(deadline);
        }

        void end() {
            watched = false;
            unwatch();
        }

        boolean due() {
            return watched && at != NEVER && now - at >= 0;
        }

        boolean overdue() {
            return due() && now - latest >= 0;
        }

        void calledNow() {
            latest = now + TICK;
        }

        @Override
        protected void expired(long when) {
            assertThat(when).isEqualTo(now);
            calls++;
            expired.add(this);
        }
    }

    private void pass(long nanos) {
        // The clock may pass the largest number, as System.nanoTime may.
        now += nanos;
        expired.clear();
        deadlines.tick();
    }

    @Property(tries = 300)
    void expiresWhatAPlainListWouldAndAtMostOneTickLater(@ForAll long seed) {
        new DeadlinesTest().run(seed);
    }

    private void run(long seed) {
        Random random = new Random(seed);
        List<Seen> all = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                Seen seen = new Seen();
                seen.begin();
                all.add(seen);
            }
            for (int i = random.nextInt(8); i > 0 && !all.isEmpty(); i--) {
                Seen seen = all.get(random.nextInt(all.size()));
                switch (random.nextInt(8)) {
                    case 0 -> seen.end();
                    case 1 -> seen.at(Deadlines.Watch.NEVER);
                    case 2 -> seen.at(now - random.nextLong(3 * TICK));
                    case 3 -> seen.at(now + random.nextLong(HOUR));
                    case 4 -> seen.at(now + random.nextLong(1200 * TICK));
                    default -> seen.at(now + random.nextLong(20 * TICK));
                }
            }
            now += random.nextInt(40) == 0 ? random.nextLong(2500 * TICK) : random.nextLong(2 * TICK);
            expired.clear();
            List<Seen> overdue = all.stream().filter(Seen::overdue).toList();
            deadlines.tick();
            assertThat(expired).doesNotHaveDuplicates().allMatch(Seen::due).containsAll(overdue);
            expired.forEach(Seen::calledNow);
        }
    }

    @Test
    void isCalledOnEveryTickUntilItIsMovedOrEnds() {
        Seen seen = new Seen();
        seen.begin();
        seen.at(now + TICK);
        pass(TICK - 1);
        assertThat(seen.calls).isZero();
        pass(1);
        pass(TICK);
        pass(TICK);
        assertThat(seen.calls).isEqualTo(3);
        seen.at(now + HOUR);
        pass(TICK);
        assertThat(seen.calls).isEqualTo(3);
        pass(HOUR);
        assertThat(seen.calls).isEqualTo(4);
        seen.end();
        seen.end();
        pass(TICK);
        assertThat(seen.calls).isEqualTo(4);
    }

    @Test
    void oneThatExpiresMayEndMoveAndBeginOthers() {
        Seen ended = new Seen();
        Seen moved = new Seen();
        Seen begun = new Seen();
        Seen first = new Seen() {
            @Override
            protected void expired(long when) {
                end();
                ended.end();
                moved.at(now + 2 * TICK);
                begun.begin();
                begun.at(now);
            }
        };
        for (Seen each : List.of(first, ended, moved)) {
            each.begin();
            each.at(now + TICK);
        }
        pass(2 * TICK);
        assertThat(expired).isEmpty();
        pass(TICK);
        assertThat(expired).containsExactly(begun);
        pass(TICK);
        assertThat(expired).containsExactlyInAnyOrder(begun, moved);
        assertThat(ended.calls).isZero();
    }

    @Test
    void aLoopThatIsHeldUpShowsInItsTicks() {
        // Given
        long milli = TimeUnit.MILLISECONDS.toNanos(1);
        now += TICK + milli;
        deadlines.timely();
        now += TICK;
        deadlines.timely();
        assertThat(lateness.read().sumNanos()).isEqualTo(2 * milli);

        // When: it stands still for three ticks, and makes up for them at once, as the timer does.
        now += 3 * TICK;
        deadlines.timely();
        deadlines.timely();
        deadlines.timely();

        // Then: what came in between was late by so much, one tick after the other less.
        assertThat(lateness.read().count()).isEqualTo(5);
        assertThat(lateness.read().sumNanos()).isEqualTo(3 * TICK + 5 * milli);
    }

    @Test
    void theEndOfTheGatewayIsToldToEachOnceWhateverItsDeadline() {
        List<Deadlines.Watch> told = new ArrayList<>();
        Seen late = new Seen() {
            @Override
            protected void gatewayEnds() {
                told.add(this);
            }
        };
        Seen never = new Seen() {
            @Override
            protected void gatewayEnds() {
                told.add(this);
            }
        };
        Seen over = new Seen();
        Seen first = new Seen() {
            @Override
            protected void gatewayEnds() {
                told.add(this);
                end();
                over.end();
            }
        };
        for (Seen each : List.of(first, late, never, over)) {
            each.begin();
        }
        first.at(now + TICK);
        late.at(now + HOUR);

        deadlines.end();

        assertThat(told).containsExactlyInAnyOrder(first, late, never);
        pass(2 * HOUR);
        assertThat(expired).containsExactly(late);
    }
}
