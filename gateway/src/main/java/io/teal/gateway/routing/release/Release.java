package io.teal.gateway.routing.release;

import io.teal.gateway.routing.policy.Shadow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plan, at one moment.
 *
 * @param id unlike that of any other release: the name of the service and a number, {@code chat-3}
 * @param service what is released
 * @param from the colour that serves before
 * @param to the colour that serves afterwards
 * @param plan as it was when the release began
 * @param before weights before the release; they are in effect again when it is taken back
 * @param base number of the revision it began on
 * @param state where it stands
 * @param step index of the step of the plan it is at; -1 before the first
 * @param since when it came to this state
 * @param pausedIn the state it was paused in; null unless it is paused
 * @param held milliseconds it had been in that state before it was paused; 0 unless it is paused, or goes on after a pause
 * @param driver number of the lease under which it came here; whoever has an older one may not move it
 * @param asleep whether the old colour was put to sleep after it was done
 * @param story how it came here, oldest first
 */
public record Release(
        String id,
        String service,
        String from,
        String to,
        Plan plan,
        SequencedMap<String, Integer> before,
        long base,
        State state,
        int step,
        Instant since,
        @Nullable State pausedIn,
        long held,
        long driver,
        boolean asleep,
        List<Transition> story) {
    public Release {
        before = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(before));
        story = List.copyOf(story);
    }

    /**
     * One step of the story.
     *
     * @param at when
     * @param state where it came to
     * @param step index of the step
     * @param who who moved it: a person's name, or {@code teal}
     * @param reason why, one sentence
     */
    public record Transition(Instant at, State state, int step, String who, String reason) {}

    /** Where a release stands. */
    public enum State {
        /** Prepared; it begins when its schedule says so, or when somebody starts it. */
        SCHEDULED,
        /** The new colour is being started. */
        WAKING,
        /** The new colour is asked the questions. */
        GATE,
        /** The new colour is asked what is asked most, so that its answers are kept. */
        WARMING,
        /** The weights of a step are set, and not proven at every gateway yet. */
        SHIFTING,
        /** The weights of a step are in effect and watched. */
        HOLDING,
        /** Somebody, or a doubt, has stopped it where it was. The guard goes on. */
        PAUSED,
        /** The new colour serves. */
        DONE,
        /** The guard or a person has taken it back. */
        ROLLED_BACK,
        /** It was ended before it was done: by a person, by a gate, or by a change of traffic made past it. */
        ABORTED;

        /** Whether it goes no further. */
        public boolean over() {
            return this == DONE || this == ROLLED_BACK || this == ABORTED;
        }
    }

    /** Whether the new colour has been given requests. */
    public boolean shifted() {
        return step >= 0;
    }

    /** The weights of a step. */
    public SequencedMap<String, Integer> weights(int index) {
        int weight = plan.steps().get(index).weight();
        LinkedHashMap<String, Integer> weights = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> entry : before.entrySet()) {
            weights.put(entry.getKey(), 0);
        }
        weights.put(from, 100 - weight);
        weights.put(to, weight);
        return weights;
    }

    /**
     * Which questions also go to the old colour while the new one gets all requests, so that there is something to compare it with;
     * null for none.
     */
    public @Nullable Shadow control() {
        boolean alone = !state.over() && shifted() && plan.steps().get(step).weight() == 100;
        return alone && plan.guard().control() > 0
                ? new Shadow(from, plan.guard().control(), true)
                : null;
    }

    /** The same release in another state, from then on. */
    public Release moved(State next, int nextStep, Instant at, String who, String reason) {
        List<Transition> more = new ArrayList<>(story);
        more.add(new Transition(at, next, nextStep, who, reason));
        return new Release(
                id, service, from, to, plan, before, base, next, nextStep, at, null, 0, driver, asleep, more);
    }

    /** The same release, stopped where it is. */
    public Release paused(Instant at, String who, String reason) {
        long before = held + Math.max(0, at.toEpochMilli() - since.toEpochMilli());
        Release paused = moved(State.PAUSED, step, at, who, reason);
        return paused.with(state, before);
    }

    /** The same release, going on where it was paused. */
    public Release resumed(Instant at, String who, String reason) {
        State where = pausedIn;
        if (where == null) {
            throw new IllegalStateException(id + " is not paused");
        }
        return moved(where, step, at, who, reason).with(null, held);
    }

    private Release with(@Nullable State paused, long heldMillis) {
        return new Release(
                id,
                service,
                from,
                to,
                plan,
                before,
                base,
                state,
                step,
                since,
                paused,
                heldMillis,
                driver,
                asleep,
                story);
    }

    /** The same release, moved under another lease. */
    public Release drivenBy(long lease) {
        return new Release(
                id, service, from, to, plan, before, base, state, step, since, pausedIn, held, lease, asleep, story);
    }

    /** The same release, with its old colour asleep. */
    public Release slept() {
        return new Release(
                id, service, from, to, plan, before, base, state, step, since, pausedIn, held, driver, true, story);
    }
}
