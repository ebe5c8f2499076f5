package io.teal.admin.release.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.release.guard.Verdict.Kind;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Speed;
import io.teal.gateway.colour.Times;
import io.teal.gateway.routing.release.Guard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTest {
    private static final List<String> NONE_MISSING = List.of();
    private long second;

    @Test
    void deadColourIsTakenBackAfterFiveInARow() {
        Watch watch = at(5, Guard.DEFAULT);

        int seconds = untilFailed(watch, 60, 1, one -> true, 19, one -> false);

        assertThat(seconds).isEqualTo(5);
        Verdict verdict = watch.verdict(NONE_MISSING);
        assertThat(verdict.sentence())
                .isEqualTo(
                        "green fails 5 of 5 (100 %, at least 56.6 % by Wilson 95 %) where blue fails 0 of 95; 5 times in"
                                + " a row are the limit");
        assertThat(verdict.evidence())
                .isNotNull()
                .extracting(Verdict.Evidence::rule)
                .isEqualTo("consecutive");
    }

    @Test
    void colourThatDiesAfterAnHourIsTakenBackAtOnce() {
        Watch watch = at(5, Guard.DEFAULT);
        assertThat(untilFailed(watch, 3600, 1, one -> false, 19, one -> false)).isEqualTo(3600);

        assertThat(untilFailed(watch, 60, 1, one -> true, 19, one -> false)).isLessThan(10);
    }

    @Test
    void streakThatBothColoursHaveIsNoReason() {
        Watch watch = at(5, Guard.DEFAULT);

        assertThat(untilFailed(watch, 600, 1, one -> true, 19, one -> true)).isEqualTo(600);
        assertThat(watch.verdict(NONE_MISSING).kind()).isEqualTo(Kind.INCONCLUSIVE);
    }

    @Test
    void everyThirdAnswerThatFailsIsTakenBackWithTheMinimum() {
        Watch watch = at(5, Guard.DEFAULT);

        int seconds = untilFailed(watch, 600, 1, one -> one % 3 == 0, 19, one -> one % 1000 == 0);

        assertThat(seconds).isBetween(30, 40);
        assertThat(watch.verdict(NONE_MISSING).sentence())
                .contains("by Wilson 95 %")
                .contains("the limit is 1 %");
    }

    @Test
    void failuresThatBothColoursHaveAreNoReason() {
        Watch watch = at(25, Guard.DEFAULT);

        assertThat(untilFailed(watch, 3600, 5, one -> one % 20 == 0, 15, one -> one % 20 == 0))
                .isEqualTo(3600);
        assertThat(watch.verdict(NONE_MISSING).kind()).isEqualTo(Kind.PASS);
    }

    @Test
    void failuresThatTheOtherColourHadUntilTheLastStepAreNoReasonInIt() {
        Watch watch = at(25, Guard.DEFAULT);
        assertThat(untilFailed(watch, 600, 5, one -> one % 20 == 0, 15, one -> one % 20 == 0))
                .isEqualTo(600);

        watch.step(100);

        assertThat(untilFailed(watch, 600, 20, one -> one % 20 == 0, 0, one -> false))
                .isEqualTo(600);
        assertThat(untilFailed(watch, 600, 20, one -> one % 3 == 0, 0, one -> false))
                .isLessThan(60);
    }

    @Test
    void failuresThatBeginInTheLastStepAreNoReasonWhereTheOtherColourHasThemInTheShadow() {
        assertThat(lastStep(one -> one % 10 == 0, 2, one -> one % 10 == 0)).isEqualTo(900);
        assertThat(lastStep(one -> one % 10 == 0, 2, one -> false)).isLessThan(180);
    }

    @Test
    void shadowsThatComeOnceInHalfAMinuteAreWaitedFor() {
        assertThat(lastStep(one -> one % 10 == 0, 30, one -> one % 2 == 0)).isEqualTo(900);
    }

    @Test
    void colourThatServesAloneFromTheFirstStepOnIsHeldToTheLimit() {
        assertThat(untilFailed(at(100, Guard.DEFAULT), 600, 20, one -> one % 10 == 0, 0, one -> false))
                .isLessThan(60);
        assertThat(untilFailed(at(100, Guard.DEFAULT), 600, 20, one -> one % 200 == 0, 0, one -> false))
                .isEqualTo(600);
    }

    @Test
    void colourIsJudgedByTheShadowsOfOneThatFailedInEverythingBefore() {
        assertThat(shadowed(afterOneThatFailedInEverything(), 300, one -> one % 2 == 0, 1, one -> one % 2 == 0))
                .isEqualTo(300);
        assertThat(shadowed(afterOneThatFailedInEverything(), 300, one -> one % 2 == 0, 1, one -> false))
                .isLessThan(300);
    }

    private Watch afterOneThatFailedInEverything() {
        Watch watch = at(25, Guard.DEFAULT);
        assertThat(untilFailed(watch, 10, 5, one -> one % 2 == 0, 15, one -> true))
                .isEqualTo(10);
        watch.step(100);
        assertThat(untilFailed(watch, 20, 20, one -> one % 2 == 0, 0, one -> false))
                .isEqualTo(20);
        return watch;
    }

    @Test
    void shadowsThatEndAreNotWaitedForLongerThanAMinute() {
        Watch watch = at(25, Guard.DEFAULT);
        assertThat(untilFailed(watch, 600, 5, one -> false, 15, one -> false)).isEqualTo(600);
        watch.step(100);
        assertThat(shadowed(watch, 100, one -> false, 1, one -> false)).isEqualTo(100);

        assertThat(shadowed(watch, 300, one -> one % 10 == 0, 1000, one -> false))
                .isBetween(60, 130);
    }

    @Test
    void streakThatTheOtherColourHasInTheShadowIsNoReason() {
        assertThat(lastStep(one -> true, 1, one -> true)).isEqualTo(900);
        assertThat(lastStep(one -> true, 1, one -> false)).isLessThan(10);
    }

    @Test
    void whatIsAnsweredInTheShadowSaysNothingWhileTheOtherColourHasRequests() {
        Watch watch = at(25, Guard.DEFAULT);

        assertThat(shadowed(watch, 300, one -> one % 10 == 0, 1, one -> false)).isEqualTo(300);
    }

    /** After how many seconds of a last step it fails, of 900, where both were good before it. */
    private int lastStep(IntPredicate bad, int every, IntPredicate shadowBad) {
        Watch watch = at(25, Guard.DEFAULT);
        assertThat(untilFailed(watch, 600, 5, one -> false, 15, one -> false)).isEqualTo(600);
        watch.step(100);
        assertThat(shadowed(watch, 60, one -> false, 10, one -> false)).isEqualTo(60);
        return shadowed(watch, 900, bad, every, shadowBad);
    }

    /** After how many seconds it fails, with 20 requests in each, and one in the shadow every so many seconds. */
    private int shadowed(Watch watch, int seconds, IntPredicate bad, int every, IntPredicate shadowBad) {
        for (int i = 0; i < seconds; i++) {
            ColourSecond shadow = second(i / every, i % every == every - 1 ? 1 : 0, shadowBad, null);
            watch.add(second(i, 20, bad, null), second(i, 0, one -> false, null), shadow);
            second++;
            if (watch.verdict(NONE_MISSING).kind() == Kind.FAIL) {
                return i + 1;
            }
        }
        return seconds;
    }

    @Test
    void fewRequestsAreInconclusiveAndSayWhatIsNeeded() {
        Watch watch = at(5, Guard.DEFAULT);
        assertThat(untilFailed(watch, 20, 1, one -> false, 19, one -> false)).isEqualTo(20);

        assertThat(watch.verdict(NONE_MISSING))
                .isEqualTo(new Verdict(Kind.INCONCLUSIVE, "20 of 30 requests needed are known", null));
    }

    @Test
    void missingFiguresLetNothingPassAndHideNoFailure() {
        Watch good = at(5, Guard.DEFAULT);
        assertThat(untilFailed(good, 600, 1, one -> false, 19, one -> false)).isEqualTo(600);
        Watch bad = at(5, Guard.DEFAULT);
        assertThat(untilFailed(bad, 600, 1, one -> true, 19, one -> false)).isLessThan(600);

        assertThat(good.verdict(NONE_MISSING).kind()).isEqualTo(Kind.PASS);
        assertThat(good.verdict(List.of("b")).kind()).isEqualTo(Kind.INCONCLUSIVE);
        assertThat(good.verdict(List.of("b")).sentence()).isEqualTo("figures of b are missing");
        assertThat(bad.verdict(List.of("b")).kind()).isEqualTo(Kind.FAIL);
    }

    @Test
    void stepMustShowAnewThatItIsGood() {
        Watch watch = at(5, Guard.DEFAULT);
        assertThat(untilFailed(watch, 600, 1, one -> false, 19, one -> false)).isEqualTo(600);
        assertThat(watch.verdict(NONE_MISSING).kind()).isEqualTo(Kind.PASS);

        watch.step(25);

        assertThat(watch.verdict(NONE_MISSING).sentence()).isEqualTo("0 of 30 requests needed are known");
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1.0, PASS", "2.2, 1.0, FAIL", "2.2, 2.2, PASS", "1.2, 1.0, PASS"})
    void firstTokensAreComparedWithThoseOfTheOtherColour(double slower, double otherSlower, Kind expected) {
        Watch watch = at(25, Guard.DEFAULT);

        Verdict verdict = tokens(watch, 900, slower, otherSlower);

        assertThat(verdict.kind()).as(verdict.sentence()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1.0, PASS", "2.0, 1.0, FAIL", "2.0, 2.0, PASS"})
    void firstTokensHaveALimitThatCountsWhereTheOtherColourKeepsIt(double slower, double otherSlower, Kind expected) {
        Guard.FirstToken rule = new Guard.FirstToken(Duration.ofSeconds(4), 0, 50);
        Guard guard = new Guard(Duration.ofSeconds(1), Guard.Failures.DEFAULT, 5, rule, 10, Guard.NoData.HOLD);
        Watch watch = at(25, guard);

        Verdict verdict = tokens(watch, 900, slower, otherSlower);

        assertThat(verdict.kind()).as(verdict.sentence()).isEqualTo(expected);
    }

    @Test
    void goodColoursAreHardlyEverTakenBackHoweverLongItIsLookedAt() {
        int failed = 0;
        for (int run = 0; run < 200; run++) {
            SplittableRandom random = new SplittableRandom(run);
            Watch watch = at(25, Guard.DEFAULT);
            // At the limit itself, which is the worst there is.
            int seconds = untilFailed(
                    watch, 3600, 5, one -> random.nextDouble() < 0.01, 15, one -> random.nextDouble() < 0.01);
            failed += seconds < 3600 ? 1 : 0;
        }

        assertThat(failed).isLessThanOrEqualTo(2);
    }

    private Watch at(int weight, Guard guard) {
        Watch watch = new Watch(guard, "green", "blue");
        watch.step(weight);
        return watch;
    }

    /** After how many seconds it fails, or all of them. */
    private int untilFailed(Watch watch, int seconds, int fresh, IntPredicate bad, int other, IntPredicate otherBad) {
        for (int i = 0; i < seconds; i++) {
            watch.add(second(i, fresh, bad, null), second(i, other, otherBad, null), second(i, 0, one -> false, null));
            second++;
            if (watch.verdict(NONE_MISSING).kind() == Kind.FAIL) {
                return i + 1;
            }
        }
        return seconds;
    }

    private Verdict tokens(Watch watch, int seconds, double slower, double otherSlower) {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < seconds; i++) {
            watch.add(
                    second(i, 5, one -> false, times(random, 5, slower)),
                    second(i, 15, one -> false, times(random, 15, otherSlower)),
                    second(i, 0, one -> false, null));
            second++;
            Verdict verdict = watch.verdict(NONE_MISSING);
            if (verdict.kind() == Kind.FAIL) {
                return verdict;
            }
        }
        return watch.verdict(NONE_MISSING);
    }

    private static Times times(SplittableRandom random, int count, double slower) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double far = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            nanos[i] = (long) (slower * 1e9 * Math.exp(0.5 * far * Math.cos(angle)));
        }
        return Times.of(nanos);
    }

    private ColourSecond second(int index, int count, IntPredicate bad, @Nullable Times times) {
        boolean[] failed = new boolean[count];
        for (int i = 0; i < count; i++) {
            failed[i] = bad.test(index * count + i);
        }
        int failures = 0;
        int trailing = 0;
        for (boolean one : failed) {
            failures += one ? 1 : 0;
            trailing = one ? trailing + 1 : 0;
        }
        Times tokens = times == null ? Times.NONE : times;
        return new ColourSecond(
                second,
                1,
                trailing,
                new ColourFigures(count, failures, 0, 0, tokens, Times.NONE, Speed.NONE, 0, 0, 0, Map.of()));
    }
}
