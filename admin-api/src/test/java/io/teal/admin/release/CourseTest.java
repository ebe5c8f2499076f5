package io.teal.admin.release;

import static io.teal.admin.release.Releases.FAIL;
import static io.teal.admin.release.Releases.GATE;
import static io.teal.admin.release.Releases.NOW;
import static io.teal.admin.release.Releases.PASS;
import static io.teal.admin.release.Releases.UNKNOWN;
import static io.teal.admin.release.Releases.facts;
import static io.teal.admin.release.Releases.plan;
import static io.teal.admin.release.Releases.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.release.Decision.Move;
import io.teal.admin.release.Decision.Sleep;
import io.teal.admin.release.Decision.Stay;
import io.teal.admin.release.guard.Verdict;
import io.teal.gateway.routing.release.Guard.NoData;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CourseTest {
    @Test
    void wakingEndsWithAServerThatIsReadyOrWithItsLimit() {
        Release release = release(State.WAKING, -1);

        assertMove(Course.decide(release, facts(Duration.ZERO, null)), State.GATE, -1);
        assertThat(Course.decide(release, notReady(Duration.ofSeconds(599), null)))
                .isInstanceOf(Stay.class);
        assertMove(Course.decide(release, notReady(Duration.ofMinutes(10), null)), State.ABORTED, -1);
    }

    @ParameterizedTest
    @CsvSource({"true, 50, GATE", "false, 50, WARMING", "false, 0, SHIFTING"})
    void whatThePlanDoesNotHaveIsLeftOut(boolean questions, int warm, State expected) {
        Plan.Gate gate = new Plan.Gate(questions ? "/q.yaml" : null, 95, null, null, warm);
        Release release = release(plan(gate, NoData.HOLD, null), State.WAKING, -1);

        assertMove(Course.decide(release, facts(Duration.ZERO, null)), expected, expected == State.SHIFTING ? 0 : -1);
    }

    @ParameterizedTest
    @CsvSource({"PASS, WARMING", "FAIL, ABORTED", "INCONCLUSIVE, PAUSED"})
    void gateDecides(Verdict.Kind result, State expected) {
        Facts facts = new Facts(
                NOW.atZone(ZoneOffset.UTC),
                true,
                true,
                new Facts.GateResult(result, "so it is"),
                false,
                List.of(),
                null,
                List.of());

        assertMove(Course.decide(release(State.GATE, -1), facts), expected, -1);
    }

    @Test
    void gateAndCacheAreNotWaitedForWithoutEnd() {
        Duration hour = Duration.ofHours(1);

        assertMove(Course.decide(release(State.GATE, -1), facts(hour, null)), State.PAUSED, -1);
        assertMove(Course.decide(release(State.WARMING, -1), facts(hour, null)), State.SHIFTING, 0);
    }

    @Test
    void weightsMustBeProvenBeforeTheyAreHeld() {
        Release release = release(State.SHIFTING, 1);

        assertMove(Course.decide(release, facts(Duration.ZERO, UNKNOWN)), State.HOLDING, 1);
        assertThat(Course.decide(release, unproven(Duration.ofSeconds(29)))).isInstanceOf(Stay.class);
        Decision late = Course.decide(release, unproven(Duration.ofSeconds(30)));
        assertMove(late, State.PAUSED, 1);
        assertThat(((Move) late).reason()).contains("at b");
    }

    @Test
    void proofIsTriedAgainAfterAPause() {
        Release paused = release(State.SHIFTING, 1).paused(NOW.plusSeconds(30), "teal", "not proven");
        Release resumed = paused.resumed(NOW.plusSeconds(500), "ann", "again");

        assertThat(Course.decide(resumed, unproven(Duration.ofSeconds(510)))).isInstanceOf(Stay.class);
    }

    @Test
    void holdEndsWithItsTimeAndAGoodVerdict() {
        Release release = release(State.HOLDING, 0);

        assertThat(Course.decide(release, facts(Duration.ofSeconds(299), PASS))).isInstanceOf(Stay.class);
        assertMove(Course.decide(release, facts(Duration.ofMinutes(5), PASS)), State.SHIFTING, 1);
        assertMove(Course.decide(release(State.HOLDING, 2), facts(Duration.ofMinutes(10), PASS)), State.DONE, 2);
    }

    @ParameterizedTest
    @CsvSource({"HOLD, ", "FAIL, ROLLED_BACK", "PASS, SHIFTING"})
    void planSaysWhatItMeansToKnowTooLittle(NoData rule, @Nullable State expected) {
        Release release = release(plan(GATE, rule, null), State.HOLDING, 0);

        Decision decision = Course.decide(release, facts(Duration.ofMinutes(6), UNKNOWN));

        if (expected == null) {
            assertThat(decision).isEqualTo(new Stay("not known"));
        } else {
            assertMove(decision, expected, expected == State.SHIFTING ? 1 : 0);
        }
    }

    @Test
    void stepThatLearnsNothingForADayPauses() {
        Duration day = Duration.ofDays(1).plusMinutes(5);

        assertMove(Course.decide(release(State.HOLDING, 0), facts(day, UNKNOWN)), State.PAUSED, 0);
    }

    @Test
    void missingFiguresAreNeitherNoDataNorAReason() {
        for (NoData rule : NoData.values()) {
            Release release = release(plan(GATE, rule, null), State.HOLDING, 0);
            Facts facts = new Facts(
                    NOW.plusSeconds(400).atZone(ZoneOffset.UTC),
                    true,
                    true,
                    null,
                    true,
                    List.of(),
                    UNKNOWN,
                    List.of("b"));

            assertThat(Course.decide(release, facts)).isInstanceOf(Stay.class);
        }
    }

    @Test
    void timeBeforeAPauseCountsAndTheTimeOfItDoesNot() {
        Release paused = release(State.HOLDING, 0).paused(NOW.plusSeconds(200), "ann", "a look");
        Release resumed = paused.resumed(NOW.plusSeconds(5000), "ann", "fine");

        assertThat(Course.decide(resumed, facts(Duration.ofSeconds(5099), PASS)))
                .isInstanceOf(Stay.class);
        assertMove(Course.decide(resumed, facts(Duration.ofMinutes(85), PASS)), State.SHIFTING, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"SHIFTING", "HOLDING", "PAUSED"})
    void guardTakesItBackInEveryStateWithRequests(State state) {
        Release release = release(state, 0);

        assertMove(Course.decide(release, facts(Duration.ZERO, FAIL)), State.ROLLED_BACK, 0);
        assertMove(Course.decide(release, notReady(Duration.ZERO, UNKNOWN)), State.ROLLED_BACK, 0);
    }

    @Test
    void whatIsPausedWaitsForTheReasonItWasPausedFor() {
        Release release = release(State.HOLDING, 0).paused(NOW, "ann", "lunch");

        assertThat(Course.decide(release, facts(Duration.ofHours(1), PASS))).isEqualTo(new Stay("lunch"));
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "ROLLED_BACK", "ABORTED"})
    void whatIsOverStays(State state) {
        assertThat(Course.decide(release(state, 1), facts(Duration.ofMinutes(1), FAIL)))
                .isInstanceOf(Stay.class);
    }

    @Test
    void oldColourIsPutToSleepOnceWhenItIsNoLongerKept() {
        Release release = release(State.DONE, 2);

        assertThat(Course.decide(release, facts(Duration.ofMinutes(29), null))).isInstanceOf(Stay.class);
        assertThat(Course.decide(release, facts(Duration.ofMinutes(30), null))).isInstanceOf(Sleep.class);
        assertThat(Course.decide(release.slept(), facts(Duration.ofMinutes(30), null)))
                .isInstanceOf(Stay.class);
    }

    @Test
    void clockThatIsSetBackMakesNoWaitEndlessAndNoneShorter() {
        Release release = release(State.HOLDING, 1);

        assertThat(Course.decide(release, facts(Duration.ofSeconds(-30), PASS))).isInstanceOf(Stay.class);
        Decision decision = Course.decide(release, facts(Duration.ofHours(-3), PASS));
        assertMove(decision, State.HOLDING, 1);
        Release moved = ((Move) decision).of(release, NOW.minus(Duration.ofHours(3)), "teal");
        Duration hold = Duration.ofMinutes(10);
        assertMove(Course.decide(moved, facts(Duration.ofHours(-3).plus(hold), PASS)), State.SHIFTING, 2);
    }

    @Test
    void scheduleBeginsItInItsZoneAndNotLongAfter() {
        // Since Tuesday; Saturdays at 3 in Berlin is 2 in UTC.
        Release release = release(plan(null, NoData.HOLD, "0 3 * * 6"), State.SCHEDULED, -1);

        assertThat(scheduled(release, "2026-03-07T01:59:59Z")).isInstanceOf(Stay.class);
        assertMove(scheduled(release, "2026-03-07T02:00:00Z"), State.WAKING, -1);
        assertMove(scheduled(release, "2026-03-07T02:59:00Z"), State.WAKING, -1);
        assertThat(scheduled(release, "2026-03-07T03:30:00Z")).isInstanceOf(Stay.class);
        // A week later it is summer.
        assertMove(scheduled(release, "2026-04-04T01:00:00Z"), State.WAKING, -1);
        Release byHand = release(plan(null, NoData.HOLD, null), State.SCHEDULED, -1);
        assertThat(scheduled(byHand, "2026-03-07T02:00:00Z")).isInstanceOf(Stay.class);
    }

    private static Decision scheduled(Release release, String now) {
        Facts facts = new Facts(
                Instant.parse(now).atZone(ZoneId.of("Europe/Berlin")),
                true,
                true,
                null,
                false,
                List.of(),
                null,
                List.of());
        return Course.decide(release, facts);
    }

    private static Facts notReady(Duration later, @Nullable Verdict verdict) {
        return new Facts(
                NOW.plus(later).atZone(ZoneOffset.UTC), false, true, null, false, List.of(), verdict, List.of());
    }

    private static Facts unproven(Duration later) {
        return new Facts(
                NOW.plus(later).atZone(ZoneOffset.UTC), true, true, null, false, List.of("b"), UNKNOWN, List.of());
    }

    private static void assertMove(Decision decision, State state, int step) {
        assertThat(decision).isInstanceOfSatisfying(Move.class, move -> {
            assertThat(move.state()).isEqualTo(state);
            assertThat(move.step()).isEqualTo(step);
            assertThat(move.reason()).isNotBlank();
        });
    }
}
