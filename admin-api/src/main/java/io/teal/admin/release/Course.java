package io.teal.admin.release;

import io.teal.admin.release.Decision.Move;
import io.teal.admin.release.Decision.Sleep;
import io.teal.admin.release.Decision.Stay;
import io.teal.admin.release.guard.Verdict;
import io.teal.gateway.routing.release.Guard.NoData;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import io.teal.gateway.routing.release.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.SequencedMap;

/**
 * How a release goes on by itself.
 *
 * <p>The guard is asked first in every state in which the new colour gets requests, pauses included. What must be waited for has a limit
 * everywhere; where nobody can know what is right after it, the release pauses, and people go on. The only state it may stay in
 * for ever is a pause, or the end. After the end the guard is gone, and for as long as the old colour is kept people can still go back.
 */
public final class Course {
    /** So long the gateways have to show that weights are in effect. */
    static final Duration PROOF = Duration.ofSeconds(30);

    /** So long a gate, and the cache, may take. */
    static final Duration PREPARATION = Duration.ofHours(1);

    /** So long a step may go on beyond its hold when too little is known. */
    static final Duration PATIENCE = Duration.ofDays(1);

    /** So late a release may still begin by its schedule; after that, at the next time. */
    static final Duration LATE = Duration.ofHours(1);

    /** A clock that is set back by less than this only makes a wait longer. */
    private static final Duration SET_BACK = Duration.ofMinutes(1);

    private Course() {}

    /** What is to be done now. */
    public static Decision decide(Release release, Facts facts) {
        State state = release.state();
        if (release.shifted() && !state.over()) {
            Verdict verdict = facts.verdict();
            if (verdict != null && verdict.kind() == Verdict.Kind.FAIL) {
                return new Move(State.ROLLED_BACK, release.step(), verdict.sentence(), verdict.evidence());
            }
            if (!facts.ready() && facts.otherReady()) {
                String reason =
                        "no server of %s takes requests, and servers of %s do".formatted(release.to(), release.from());
                return new Move(State.ROLLED_BACK, release.step(), reason, null);
            }
        }
        if (!state.over()
                && state != State.PAUSED
                && setBack(release, facts.now().toInstant())) {
            return move(state, release.step(), "the clock was set back, and the wait begins anew");
        }
        return switch (state) {
            case SCHEDULED -> scheduled(release, facts);
            case WAKING -> waking(release, facts);
            case GATE -> gate(release, facts);
            case WARMING -> warming(release, facts);
            case SHIFTING -> shifting(release, facts);
            case HOLDING -> holding(release, facts);
            case PAUSED -> new Stay(release.story().getLast().reason());
            case DONE -> done(release, facts);
            case ROLLED_BACK, ABORTED -> new Stay("");
        };
    }

    /** The weights that belong to where a release stands. */
    public static SequencedMap<String, Integer> weights(Release release) {
        boolean back = release.state() == State.ROLLED_BACK || release.state() == State.ABORTED;
        return back || !release.shifted() ? release.before() : release.weights(release.step());
    }

    private static Decision scheduled(Release release, Facts facts) {
        String schedule = release.plan().schedule();
        if (schedule == null) {
            return new Stay("somebody must start it");
        }
        Instant late = facts.now().minus(LATE).toInstant();
        Instant from = release.since().isAfter(late) ? release.since() : late;
        return Schedule.of(schedule).next(from.atZone(facts.now().getZone())).isAfter(facts.now())
                ? new Stay("it begins by its schedule: " + schedule)
                : move(State.WAKING, -1, "its schedule says so: " + schedule);
    }

    private static Decision waking(Release release, Facts facts) {
        Duration limit = release.plan().lifecycle().readyWithin();
        if (facts.ready()) {
            return afterWaking(release.plan(), "a server of " + release.to() + " takes requests");
        }
        return waited(release, facts).compareTo(limit) < 0
                ? new Stay("no server of " + release.to() + " takes requests yet")
                : move(
                        State.ABORTED,
                        -1,
                        "no server of %s took requests within %d s".formatted(release.to(), limit.toSeconds()));
    }

    private static Move afterWaking(Plan plan, String reason) {
        Plan.Gate gate = plan.gate();
        return gate != null && (gate.questions() != null || gate.knowledge() != null)
                ? move(State.GATE, -1, reason)
                : afterGate(plan, reason);
    }

    static Move afterGate(Plan plan, String reason) {
        Plan.Gate gate = plan.gate();
        return gate != null && gate.warmCache() > 0 ? move(State.WARMING, -1, reason) : move(State.SHIFTING, 0, reason);
    }

    private static Decision gate(Release release, Facts facts) {
        Facts.GateResult result = facts.gate();
        if (result == null) {
            return waited(release, facts).compareTo(PREPARATION) < 0
                    ? new Stay("the questions are asked")
                    : move(State.PAUSED, -1, "the questions were not answered within an hour");
        }
        return switch (result.kind()) {
            case PASS -> afterGate(release.plan(), result.sentence());
            case FAIL -> move(State.ABORTED, -1, result.sentence());
            case INCONCLUSIVE -> move(State.PAUSED, -1, result.sentence());
        };
    }

    private static Decision warming(Release release, Facts facts) {
        if (facts.warm()) {
            return move(State.SHIFTING, 0, "the answers that are asked for most are kept");
        }
        return waited(release, facts).compareTo(PREPARATION) < 0
                ? new Stay("what is asked for most is asked")
                : move(State.SHIFTING, 0, "the cache was not warm within an hour, which is no reason to wait longer");
    }

    private static Decision shifting(Release release, Facts facts) {
        if (facts.unproven().isEmpty()) {
            return move(State.HOLDING, release.step(), "the weights are in effect at every gateway");
        }
        String where = String.join(", ", facts.unproven());
        // The time before a pause does not count: who lets it go on wants it tried again.
        return between(release.since(), facts.now().toInstant()).compareTo(PROOF) < 0
                ? new Stay("not shown yet that the weights are in effect at " + where)
                : move(
                        State.PAUSED,
                        release.step(),
                        "it was not shown within %d s that the weights are in effect at %s"
                                .formatted(PROOF.toSeconds(), where));
    }

    private static Decision holding(Release release, Facts facts) {
        Duration left = release.plan().steps().get(release.step()).hold().minus(waited(release, facts));
        if (left.isPositive()) {
            return new Stay("it holds for another %d s".formatted(Math.max(1, left.toSeconds())));
        }
        Verdict verdict = facts.verdict();
        if (verdict != null && verdict.kind() == Verdict.Kind.PASS) {
            return next(release, verdict.sentence());
        }
        String why = verdict == null ? "nothing is known" : verdict.sentence();
        NoData rule = facts.missing().isEmpty() ? release.plan().guard().noData() : NoData.HOLD;
        return switch (rule) {
            case HOLD ->
                left.plus(PATIENCE).isPositive()
                        ? new Stay(why)
                        : move(State.PAUSED, release.step(), "a day after its hold too little is known: " + why);
            case FAIL -> move(State.ROLLED_BACK, release.step(), "too little is known: " + why);
            case PASS -> next(release, why);
        };
    }

    /** The step after this one, or the end. */
    static Move next(Release release, String reason) {
        int next = release.step() + 1;
        return next < release.plan().steps().size()
                ? move(State.SHIFTING, next, reason)
                : move(State.DONE, release.step(), reason);
    }

    private static Decision done(Release release, Facts facts) {
        Duration keep = release.plan().lifecycle().keepOld();
        return release.asleep() || waited(release, facts).compareTo(keep) < 0 ? new Stay("") : new Sleep();
    }

    /** How long it is in its state, pauses left out. */
    private static Duration waited(Release release, Facts facts) {
        return between(release.since(), facts.now().toInstant()).plusMillis(release.held());
    }

    private static Duration between(Instant since, Instant now) {
        return now.isBefore(since) ? Duration.ZERO : Duration.between(since, now);
    }

    private static boolean setBack(Release release, Instant now) {
        return now.plus(SET_BACK).isBefore(release.since());
    }

    static Move move(State state, int step, String reason) {
        return new Move(state, step, reason, null);
    }
}
