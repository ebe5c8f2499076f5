package io.teal.gateway.upstream;

import io.teal.gateway.recent.Choice;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.OutcomeCounts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The claim of one attempt on one server. It counts from selection to the last byte and is ended exactly once, by whatever
 * ends first. Every method may be called on any thread.
 */
public final class Lease {
    private static final VarHandle ENDED = ended();

    private final UpstreamGroup group;
    private final ServerState state;
    private final Server server;
    private final long since;
    private final @Nullable Breaker breaker;
    private final int period;
    private final @Nullable Choice choice;

    /** Time to the first token, or while there is none to the first byte; 0 for none. Guarded by the lock of the group. */
    long quickness;

    /** Neighbours in the server's list of leases, oldest first; guarded by the lock of the group. */
    @Nullable Lease older;

    @Nullable Lease newer;

    @SuppressWarnings("unused") // through ENDED
    private volatile boolean ended;

    /**
     * A lease that is granted now.
     *
     * @param breaker whose permission it has, or null when the upstream has none
     * @param choice how its server was chosen, or null when that is not noted
     */
    Lease(UpstreamGroup group, ServerState state, long since, @Nullable Breaker breaker, @Nullable Choice choice) {
        this.group = group;
        this.state = state;
        this.server = state.spec();
        this.since = since;
        this.breaker = breaker;
        this.period = breaker == null ? 0 : breaker.period();
        this.choice = choice;
    }

    /** The server as the routing described it when the lease was granted. */
    public Server server() {
        return server;
    }

    /** The identity of the server. */
    public ServerKey key() {
        return state.key();
    }

    /** Where is counted how attempts at the server end. */
    public OutcomeCounts counts() {
        return state.attempts();
    }

    /** How the server was chosen; null when that is not noted. */
    public @Nullable Choice choice() {
        return choice;
    }

    /**
     * Tells how long the server took to its first byte, which {@code least_time} learns from. To the circuit breaker the
     * attempt is as slow as that, unless a first token follows.
     *
     * @param nanosSinceSent nanoseconds from the last byte of the request to the first of the response
     */
    public void firstByte(long nanosSinceSent) {
        group.firstByte(this, nanosSinceSent);
    }

    /**
     * Tells how long the server took to the first token of an answer; call it once. {@link UpstreamGroup#firstTokenLimit}
     * learns from it, and to the circuit breaker the attempt is as slow as that.
     *
     * @param nanosSinceSent nanoseconds from the last byte of the request to the first token
     * @param requestBytes length of the request's body
     */
    public void firstToken(long nanosSinceSent, long requestBytes) {
        group.firstToken(this, nanosSinceSent, requestBytes, true);
    }

    /**
     * Tells that the first token of an answer did not come within its limit; call it once, before {@link #end}. The time counts
     * as if a token had come now, up to 60 s for the cost of 1: a learned limit that is too low could not rise otherwise. It
     * is no judgement; that is what the verdict is for.
     *
     * @param nanosWaited nanoseconds from the last byte of the request until it was given up
     * @param requestBytes length of the request's body
     */
    public void firstTokenMissed(long nanosWaited, long requestBytes) {
        group.firstToken(this, nanosWaited, requestBytes, false);
    }

    /** {@link #end(Verdict, String, Work)} with nothing to say and {@link Work#DONE}. */
    public void end(Verdict verdict) {
        end(verdict, "", Work.DONE);
    }

    /** {@link #end(Verdict, String, Work)} with {@link Work#DONE}. */
    public void end(Verdict verdict, String why) {
        end(verdict, why, Work.DONE);
    }

    /**
     * Ends the lease; of several calls, of whichever form, the first wins. The server's gauge falls, its ejection and the
     * upstream's circuit breaker take the verdict, and whoever waits may get the place.
     *
     * <p>When the server goes on with the work, it keeps a ghost: load that counts where servers are compared, but not in
     * the gauge and not against {@code max_conns}. It weighs as much as a lease at first and decays in a straight line, over
     * what is left of the mean time of a whole answer, a quarter of that mean at least and 60 s at most; over 10 s
     * while no answer has been seen.
     *
     * @param why what went wrong, for people: a constant such as {@code connect refused}; empty when there is nothing to say
     * @param work what is left for the server to do
     */
    public void end(Verdict verdict, String why, Work work) {
        if (ENDED.compareAndSet(this, false, true)) {
            group.ended(this, verdict, why, work);
        }
    }

    ServerState state() {
        return state;
    }

    /** When it was granted, in the nanoseconds of the group's clock. */
    long since() {
        return since;
    }

    /** Whose permission it has; null when its upstream had no breaker when it was granted. */
    @Nullable Breaker breaker() {
        return breaker;
    }

    /** The period of the breaker in which it was granted. */
    int period() {
        return period;
    }

    private static VarHandle ended() {
        try {
            return MethodHandles.lookup().findVarHandle(Lease.class, "ended", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What an attempt says about its server. */
    public enum Verdict {
        /** It did its work. */
        SUCCESS,
        /** It failed by its own fault. */
        FAILURE,
        /** Nothing can be said: the client left, or the fault was not the server's. */
        IGNORED
    }

    /** What is left for a server to do when a lease on it ends. */
    public enum Work {
        /** Nothing: the response is complete, or the server never had the whole request. */
        DONE,
        /**
         * Nothing, and a whole answer was read to its end and judged: with {@link Verdict#SUCCESS} the time from the lease to
         * now is learned as that of a whole answer. Not for what is no answer, which would make the mean too short.
         */
        ANSWERED,
        /**
         * The attempt was broken off, and servers of its dialect stop when the connection closes. A ghost is left only when the
         * upstream says {@link Upstream.Cancels#NO}.
         */
        STOPS,
        /**
         * The attempt was broken off, and servers of its dialect compute on. A ghost is left unless the upstream says
         * {@link Upstream.Cancels#YES}.
         */
        GOES_ON;

        /** Whether a server of an upstream that cancels so goes on with it when nobody reads any more. */
        public boolean leavesGhost(Upstream.Cancels cancels) {
            return switch (this) {
                case DONE, ANSWERED -> false;
                case STOPS -> cancels == Upstream.Cancels.NO;
                case GOES_ON -> cancels != Upstream.Cancels.YES;
            };
        }
    }
}
