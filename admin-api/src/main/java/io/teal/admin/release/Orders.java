package io.teal.admin.release;

import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Instant;

/** What people may tell a release, and when. */
public final class Orders {
    private Orders() {}

    /** What comes of an order. */
    public sealed interface Answer {
        /**
         * It is done.
         *
         * @param release the release afterwards; {@link Course#weights} says which weights belong to it
         */
        record Accepted(Release release) implements Answer {}

        /**
         * It is not done.
         *
         * @param why one sentence that says what to do instead, where there is something
         */
        record Refused(String why) implements Answer {}
    }

    /** It stays where it is; the guard goes on. */
    public static Answer pause(Release release, Instant now, String who, String reason) {
        if (release.state().over()) {
            return over(release);
        }
        return release.state() == State.PAUSED
                ? new Answer.Refused(release.id() + " is paused already")
                : new Answer.Accepted(release.paused(now, who, reason));
    }

    /** It goes on where it was paused. */
    public static Answer resume(Release release, Instant now, String who, String reason) {
        if (release.state().over()) {
            return over(release);
        }
        return release.state() == State.PAUSED
                ? new Answer.Accepted(release.resumed(now, who, reason))
                : new Answer.Refused(release.id() + " is not paused");
    }

    /**
     * It goes on to what comes next without waiting for more.
     *
     * @param full whether to the last step at once
     * @param force whether past the gate
     */
    public static Answer promote(Release release, boolean full, boolean force, Instant now, String who, String reason) {
        State state =
                release.state() == State.PAUSED && release.pausedIn() != null ? release.pausedIn() : release.state();
        int last = release.plan().steps().size() - 1;
        return switch (state) {
            case SCHEDULED -> accepted(release, State.WAKING, -1, now, who, reason);
            case WAKING ->
                new Answer.Refused(
                        "no server of %s takes requests yet; make it ready, or abort".formatted(release.to()));
            case GATE -> {
                Decision.Move past = Course.afterGate(release.plan(), reason);
                yield !force
                        ? new Answer.Refused("the gate has not been passed; force, which only admins may, goes past it")
                        : full
                                ? accepted(release, State.SHIFTING, last, now, who, reason)
                                : accepted(release, past.state(), past.step(), now, who, reason);
            }
            case WARMING -> accepted(release, State.SHIFTING, full ? last : 0, now, who, reason);
            case SHIFTING, HOLDING -> {
                Decision.Move next = Course.next(release, reason);
                yield next.state() == State.DONE && state == State.SHIFTING
                        ? new Answer.Refused("the weights of the last step are not in effect everywhere yet")
                        : full && next.state() == State.SHIFTING
                                ? accepted(release, State.SHIFTING, last, now, who, reason)
                                : accepted(release, next.state(), next.step(), now, who, reason);
            }
            case PAUSED, DONE, ROLLED_BACK, ABORTED -> over(release);
        };
    }

    /** It ends, and the weights are as they were before it. */
    public static Answer abort(Release release, Instant now, String who, String reason) {
        return release.state().over()
                ? over(release)
                : accepted(release, State.ABORTED, release.step(), now, who, reason);
    }

    /** The new colour is taken back: also after the end, for as long as the old one is kept. */
    public static Answer rollBack(Release release, Instant now, String who, String reason) {
        if (release.state() == State.DONE && release.asleep()) {
            return new Answer.Refused("%s was put to sleep; release it anew to go back".formatted(release.from()));
        }
        if (release.state().over() && release.state() != State.DONE) {
            return over(release);
        }
        return release.shifted()
                ? accepted(release, State.ROLLED_BACK, release.step(), now, who, reason)
                : new Answer.Refused("%s has got no requests yet, so there is nothing to take back; abort ends it"
                        .formatted(release.to()));
    }

    private static Answer accepted(Release release, State state, int step, Instant now, String who, String reason) {
        return new Answer.Accepted(release.moved(state, step, now, who, reason));
    }

    private static Answer over(Release release) {
        return new Answer.Refused("%s is over: %s"
                .formatted(
                        release.id(),
                        switch (release.state()) {
                            case DONE -> release.to() + " serves";
                            case ROLLED_BACK -> "it was taken back";
                            default -> "it was aborted";
                        }));
    }
}
