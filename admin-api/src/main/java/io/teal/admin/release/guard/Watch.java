package io.teal.admin.release.guard;

import io.teal.admin.release.guard.Verdict.Evidence;
import io.teal.admin.release.guard.Verdict.Kind;
import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Interval;
import io.teal.gateway.routing.release.Guard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches the new colour of one release: goes over the seconds of both colours, one after the other from the first step on, and
 * says at any time what they show. A second is added once; to look at seconds that may still be added to, take a {@link #copy}.
 * Not thread-safe.
 */
public final class Watch {
    /** The share of first tokens that may come late: what p99 means. */
    private static final double LATE = 0.01;

    /** A limit of 0 % cannot be told from one of so much by counting. */
    private static final double LEAST_LIMIT = 0.001;

    private final Guard guard;
    private final String fresh;
    private final String other;
    private final double allowed;
    private final int slotsToBegin;
    private final Claim failures;
    private final Claim late;
    private final Claim later;
    private Slot slot;
    private Slot.Memory memory;
    private Slot.Memory control;
    private Streak streak;
    private boolean alone;

    /**
     * Whether the other colour, without its share of the requests, was heard of all the same in the last slot. A colour that breaks
     * under all of the load does so when the step begins: then nobody is waited for.
     */
    private boolean controlled;

    private boolean streams;

    /**
     * Before the first second.
     *
     * @param fresh name of the new colour
     * @param other name of the other one
     */
    public Watch(Guard guard, String fresh, String other) {
        this.guard = guard;
        this.fresh = fresh;
        this.other = other;
        allowed = Math.max(LEAST_LIMIT, guard.failures().rate() / 100.0);
        slotsToBegin = (int) Math.max(1, guard.failures().in().toSeconds() / Slot.SECONDS);
        failures = new Claim(Math.min(allowed, 1 - LEAST_LIMIT));
        late = new Claim(LATE);
        later = new Claim(0);
        slot = Slot.empty(0);
        memory = Slot.Memory.NONE;
        control = Slot.Memory.NONE;
        streak = Streak.NONE;
        beginAnew();
    }

    private Watch(Watch from) {
        guard = from.guard;
        fresh = from.fresh;
        other = from.other;
        allowed = from.allowed;
        slotsToBegin = from.slotsToBegin;
        failures = from.failures.copy();
        late = from.late.copy();
        later = from.later.copy();
        slot = from.slot;
        memory = from.memory;
        control = from.control;
        streak = from.streak;
        alone = from.alone;
        controlled = from.controlled;
        streams = from.streams;
    }

    /** The same, independent of this one from now on. */
    public Watch copy() {
        return new Watch(this);
    }

    /**
     * The next step begins. It must show anew that the new colour is good; what speaks against it is not forgotten.
     *
     * @param weight percent of the requests that the new colour gets from now on
     */
    public void step(int weight) {
        endSlot();
        alone = weight >= 100;
        failures.newStep();
        late.newStep();
        later.newStep();
    }

    /**
     * The next second of both colours.
     *
     * @param ofRequests what the other colour answered to clients. Once it gets no more of them, these are the long ones among the
     *     last, and no measure
     * @param inShadow what the other colour answered in the shadow, which counts from then on
     */
    public void add(ColourSecond ofFresh, ColourSecond ofRequests, ColourSecond inShadow) {
        ColourSecond ofOther = alone ? inShadow : ofRequests;
        slot = slot.plus(ofFresh, ofOther);
        streak = streak.plus(ofFresh, ofOther);
        streams |= ofFresh.figures().firstToken().count()
                        + ofOther.figures().firstToken().count()
                > 0;
        if (slot.over(controlled)) {
            endSlot();
        }
    }

    private void beginAnew() {
        if (slot.number() % slotsToBegin == 0) {
            int n = slot.number() / slotsToBegin;
            failures.begin(n);
            late.begin(n);
            later.begin(n);
        }
    }

    private void endSlot() {
        if (slot.seconds() == 0) {
            return;
        }
        boolean remembered = alone && !slot.compared() && (!controlled || slot.over(true));
        controlled = alone && slot.compared();
        failures.add(slot.failures(), remembered ? memory.failing() : null);
        Guard.FirstToken rule = guard.firstToken();
        if (rule != null) {
            Duration limit = rule.limit();
            if (limit != null) {
                late.add(slot.late((double) limit.toNanos(), 1), remembered ? memory.later(limit.toNanos()) : null);
            }
            // Any time would do to compare how many are beyond it, if it was chosen before; this one is what p99 means.
            Double usual = memory.p99(rule.atLeast());
            if (rule.versusOther() > 0 && usual != null && !alone) {
                later.add(slot.late(usual, rule.versusOther()), null);
            }
        }
        if (alone) {
            control = control.plus(slot);
        } else {
            memory = memory.plus(slot);
        }
        slot = Slot.empty(slot.number() + 1);
        beginAnew();
    }

    /**
     * What the seconds up to now show.
     *
     * @param missing names of gateways whose figures are not in; while there are any, nothing passes
     */
    public Verdict verdict(List<String> missing) {
        Watch now = copy();
        now.endSlot();
        Verdict failed = now.failed();
        if (failed != null) {
            return failed;
        }
        List<String> unknown = now.unknown();
        if (!missing.isEmpty()) {
            unknown.addFirst("figures of " + String.join(", ", missing) + " are missing");
        }
        return unknown.isEmpty()
                ? new Verdict(Kind.PASS, now.summary(), null)
                : new Verdict(Kind.INCONCLUSIVE, String.join("; ", unknown), null);
    }

    private @Nullable Verdict failed() {
        if (streak.tooLong(guard.consecutive(), alone ? lately() : null, allowed)) {
            return fail(
                    "consecutive",
                    streak.pair(),
                    "fails",
                    "%d times in a row are the limit".formatted(guard.consecutive()));
        }
        Pair seen = failures.shown(guard.failures().atLeast());
        if (seen != null) {
            return fail(
                    "failures",
                    seen,
                    "fails",
                    "the limit is %d %%".formatted(guard.failures().rate()));
        }
        Guard.FirstToken rule = guard.firstToken();
        if (rule == null) {
            return null;
        }
        seen = late.shown(rule.atLeast());
        if (seen != null) {
            return fail(
                    "first_token_limit",
                    seen,
                    "is late in",
                    "the limit for the first token is %s s in 99 %%".formatted(seconds(rule.limit())));
        }
        seen = later.shown(rule.atLeast());
        return seen == null
                ? null
                : fail(
                        "first_token_versus_other",
                        seen,
                        "is late in",
                        "late is a first token of %s that takes longer than 99 %% of %s's, and one of %s that takes longer than %.3g times that"
                                .formatted(other, other, fresh, rule.versusOther()));
    }

    /** How often the other colour fails, since it has no requests: before that, or in the shadow, where that is surely worse. */
    private Interval lately() {
        Interval before = memory.failing();
        Interval since = control.failing();
        return since.low() > before.low() ? since : before;
    }

    private Verdict fail(String rule, Pair seen, String verb, String limit) {
        Interval range = seen.range();
        String compared = seen.other() > 0
                ? " where %s %s %d of %d".formatted(other, verb, Math.round(seen.otherBad()), Math.round(seen.other()))
                : "";
        String sentence = "%s %s %d of %d (%.0f %%, at least %.1f %% by Wilson 95 %%)%s; %s"
                .formatted(
                        fresh,
                        verb,
                        Math.round(seen.bad()),
                        Math.round(seen.fresh()),
                        100 * seen.bad() / seen.fresh(),
                        100 * range.low(),
                        compared,
                        limit);
        return new Verdict(Kind.FAIL, sentence, Evidence.of(rule, seen));
    }

    private static String seconds(@Nullable Duration limit) {
        return limit == null ? "no" : String.format(Locale.ROOT, "%.3g", limit.toMillis() / 1000.0);
    }

    private List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        look(unknown, failures, guard.failures().atLeast(), "requests", "failures");
        Guard.FirstToken rule = guard.firstToken();
        if (rule != null && streams) {
            if (rule.limit() != null) {
                look(unknown, late, rule.atLeast(), "first tokens", "late first tokens");
            }
            if (rule.versusOther() > 0 && !alone) {
                look(unknown, later, rule.atLeast(), "first tokens", "late first tokens compared with " + other);
            }
        }
        return unknown;
    }

    private static void look(List<String> unknown, Claim claim, int atLeast, String what, String claimed) {
        long known = Math.round(claim.step().fresh());
        if (known < atLeast) {
            unknown.add("%d of %d %s needed are known".formatted(known, atLeast, what));
        } else if (!claim.clear()) {
            unknown.add("%d %s are not enough to be sure of %s".formatted(known, what, claimed));
        }
    }

    private String summary() {
        Pair step = failures.step();
        return "%s fails %d of %d (at most %.1f %% by Wilson 95 %%)"
                .formatted(
                        fresh,
                        Math.round(step.bad()),
                        Math.round(step.fresh()),
                        100 * step.range().high());
    }
}
