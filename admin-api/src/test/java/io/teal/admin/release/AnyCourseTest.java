package io.teal.admin.release;

import static io.teal.admin.release.Releases.GATE;
import static io.teal.admin.release.Releases.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.release.Decision.Move;
import io.teal.admin.release.guard.Verdict;
import io.teal.gateway.routing.release.Guard.NoData;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds of every release, whatever happens: facts, orders and clocks by chance. */
class AnyCourseTest {
    private static final int RUNS = 2000;

    @Test
    void weightsOnlyGoUpByStepsOrBackToWhatTheyWere() {
        for (int run = 0; run < RUNS; run++) {
            SplittableRandom random = new SplittableRandom(run);
            Release release = any(random);
            Instant now = NOW;
            for (int i = 0; i < 300; i++) {
                now = now.plusSeconds(random.nextInt(20) == 0 ? -random.nextInt(7200) : random.nextInt(400));
                Release next = random.nextInt(12) == 0 ? ordered(random, release, now) : decided(random, release, now);
                assertLawful(release, next, run);
                release = next;
            }
        }
    }

    private static void assertLawful(Release from, Release to, int run) {
        SequencedMap<String, Integer> before = Course.weights(from);
        SequencedMap<String, Integer> after = Course.weights(to);
        assertThat(after.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
        if (from.state().over() && !(from.state() == State.DONE && to.state() == State.ROLLED_BACK)) {
            assertThat(to.state()).as("run %d", run).isEqualTo(from.state());
            assertThat(after).isEqualTo(before);
        } else if (!after.equals(before)) {
            boolean up = to.state() == State.SHIFTING
                    && to.step() > from.step()
                    && after.equals(to.weights(to.step()))
                    && after.getOrDefault("green", 0) > before.getOrDefault("green", 0);
            boolean back =
                    (to.state() == State.ROLLED_BACK || to.state() == State.ABORTED) && after.equals(to.before());
            assertThat(up || back)
                    .as("run %d: %s %s to %s %s", run, from.state(), before, to.state(), after)
                    .isTrue();
        }
    }

    @Test
    void everyStateEndsOrPausesInBoundedTimeWithoutAnybody() {
        for (int run = 0; run < RUNS; run++) {
            SplittableRandom random = new SplittableRandom(run);
            Release release = any(random);
            Instant now = NOW;
            int moves = 0;
            for (int minutes = 0; minutes < 6 * 24 * 60 && !resting(release.state()); minutes += 20) {
                now = now.plus(Duration.ofMinutes(20));
                Release next = decided(random, release, now);
                moves += next.equals(release) ? 0 : 1;
                release = next;
            }
            assertThat(resting(release.state())).as("run %d: %s", run, release).isTrue();
            assertThat(moves).isLessThan(12);
        }
    }

    @Test
    void rulesOfAPauseDoNotDependOnHowOftenItIsMade() {
        for (int run = 0; run < RUNS; run++) {
            SplittableRandom random = new SplittableRandom(run);
            Release release = Releases.release(State.HOLDING, random.nextInt(3));
            Instant now = NOW;
            long held = 0;
            for (int i = 0; i < 10; i++) {
                int on = random.nextInt(100);
                held += on;
                now = now.plusSeconds(on);
                release = release.paused(now, "ann", "wait");
                now = now.plusSeconds(random.nextInt(100_000));
                release = release.resumed(now, "ann", "go on");
            }
            assertThat(release.state()).isEqualTo(State.HOLDING);
            assertThat(release.held()).isEqualTo(1000 * held);
        }
    }

    private static <T> T one(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static boolean resting(State state) {
        return state.over() || state == State.PAUSED;
    }

    private static Release any(SplittableRandom random) {
        State state = one(random, List.of(State.WAKING, State.GATE, State.WARMING, State.SHIFTING, State.HOLDING));
        boolean shifted = state == State.SHIFTING || state == State.HOLDING;
        NoData noData = one(random, List.of(NoData.values()));
        return Releases.release(
                Releases.plan(random.nextBoolean() ? GATE : null, noData, null),
                state,
                shifted ? random.nextInt(3) : -1);
    }

    private static Release decided(SplittableRandom random, Release release, Instant now) {
        Verdict[] verdicts = {Releases.PASS, Releases.UNKNOWN, Releases.UNKNOWN, Releases.FAIL};
        Facts facts = new Facts(
                now.atZone(ZoneOffset.UTC),
                random.nextInt(4) > 0,
                random.nextInt(4) > 0,
                random.nextInt(3) > 0
                        ? null
                        : new Facts.GateResult(one(random, List.of(Verdict.Kind.values())), "so it is"),
                random.nextBoolean(),
                random.nextBoolean() ? List.of() : List.of("b"),
                release.shifted() ? verdicts[random.nextInt(random.nextInt(5) == 0 ? 4 : 3)] : null,
                random.nextInt(4) > 0 ? List.of() : List.of("b"));
        return switch (Course.decide(release, facts)) {
            case Move move -> move.of(release, now, "teal");
            case Decision.Sleep sleep -> release.slept();
            case Decision.Stay stay -> release;
        };
    }

    private static Release ordered(SplittableRandom random, Release release, Instant now) {
        Orders.Answer answer =
                switch (random.nextInt(6)) {
                    case 0, 1 -> Orders.pause(release, now, "ann", "wait");
                    case 2 -> Orders.resume(release, now, "ann", "go on");
                    case 3 ->
                        Orders.promote(
                                release, random.nextBoolean(), random.nextBoolean(), now, "ann", "it is well known");
                    case 4 ->
                        random.nextInt(5) > 0 ? new Orders.Answer.Refused("") : Orders.abort(release, now, "ann", "no");
                    default ->
                        random.nextInt(5) > 0
                                ? new Orders.Answer.Refused("")
                                : Orders.rollBack(release, now, "ann", "no");
                };
        return switch (answer) {
            case Orders.Answer.Accepted accepted -> accepted.release();
            case Orders.Answer.Refused refused -> release;
        };
    }
}
