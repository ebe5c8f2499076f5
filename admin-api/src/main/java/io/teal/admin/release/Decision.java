package io.teal.admin.release;

import io.teal.admin.release.guard.Verdict.Evidence;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to be done with a release now. */
public sealed interface Decision {
    /**
     * Nothing.
     *
     * @param why what it waits for, for people; empty when it waits for nothing
     */
    record Stay(String why) implements Decision {}

    /**
     * It goes to another state, with the weights that belong to it.
     *
     * @param state where to
     * @param step index of the step it is at then
     * @param reason why, one sentence
     * @param evidence the numbers for which it is taken back; else null
     */
    record Move(
            State state, int step, String reason, @Nullable Evidence evidence) implements Decision {
        /** The release afterwards. */
        public Release of(Release release, Instant now, String who) {
            return state == State.PAUSED
                    ? release.paused(now, who, reason)
                    : release.moved(state, step, now, who, reason);
        }
    }

    /** The old colour is no longer needed, and may be put to sleep. */
    record Sleep() implements Decision {}
}
