package io.teal.gateway.upstream;

import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
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

    /** Neighbours in the server's list of leases, oldest first; guarded by the lock of the group. */
    @Nullable Lease older;

    @Nullable Lease newer;

    @SuppressWarnings("unused") // through ENDED
    private volatile boolean ended;

    Lease(UpstreamGroup group, ServerState state, long since) {
        this.group = group;
        this.state = state;
        this.server = state.spec();
        this.since = since;
    }

    /** The server as the routing described it when the lease was granted. */
    public Server server() {
        return server;
    }

    /** The identity of the server. */
    public ServerKey key() {
        return state.key();
    }

    /**
     * Tells how long the server took to its first byte, which {@code least_time} learns from.
     *
     * @param nanosSinceSent nanoseconds from the last byte of the request to the first of the response
     */
    public void firstByte(long nanosSinceSent) {
        group.learn(state, nanosSinceSent);
    }

    public void firstToken(long nanos, long bytes) {}

    public void firstTokenMissed(long nanos, long bytes) {}

    public enum Work {
        DONE,
        ANSWERED,
        STOPS,
        GOES_ON
    }

    public void end(Verdict verdict, String why, Work work) {
        end(verdict, why);
    }

    /** Ends the lease; of several calls the first wins. */
    public void end(Verdict verdict) {
        end(verdict, "");
    }

    /**
     * Ends the lease; of several calls the first wins.
     *
     * @param why what went wrong, for people: a constant such as {@code connect refused}; empty when there is nothing to say
     */
    public void end(Verdict verdict, String why) {
        if (ENDED.compareAndSet(this, false, true)) {
            group.ended(this, verdict, why);
        }
    }

    ServerState state() {
        return state;
    }

    /** When it was granted, in the nanoseconds of the group's clock. */
    long since() {
        return since;
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
}
