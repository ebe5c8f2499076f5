package io.teal.gateway.fleet;

import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.upstream.Upstreams;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What an operator can order of a server. An order takes effect here at once, and at all gateways that share a Redis as soon as
 * that has it; one that is given while Redis is away is told when it is back. Of several the last one counts, by the clock of
 * Redis. Any thread; nothing waits.
 */
public final class ServerControl {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Upstreams upstreams;
    private final @Nullable SharedOrders shared;

    ServerControl(Upstreams upstreams, @Nullable SharedOrders shared) {
        this.upstreams = upstreams;
        this.shared = shared;
    }

    /**
     * What became of an order.
     *
     * @param known whether the latest routing has the server; if not, nothing was done
     * @param shared whether the other gateways have been told, which is not so while Redis is away or when there is none
     */
    public record Given(boolean known, boolean shared) {}

    /**
     * Gives a server no new request; those it has go on.
     *
     * @param who the operator, for the log of the others
     * @return never fails, and comes within the command timeout of Redis
     */
    public CompletionStage<Given> drain(ServerKey key, String who) {
        return give(key, Order.Kind.DRAIN, Duration.ZERO, who);
    }

    /** Ends a drain; {@link #drain} says the rest. */
    public CompletionStage<Given> resume(ServerKey key, String who) {
        return give(key, Order.Kind.RESUME, Duration.ZERO, who);
    }

    /**
     * Ejects a server for a time, after which a trial request decides at each gateway; {@link #drain} says the rest.
     *
     * @param time how long, at most a year
     */
    public CompletionStage<Given> eject(ServerKey key, Duration time, String who) {
        return give(key, Order.Kind.EJECT, time.compareTo(LONGEST) < 0 ? time : LONGEST, who);
    }

    /** Ends a server's ejection, whatever its cause, without a trial; {@link #drain} says the rest. */
    public CompletionStage<Given> restore(ServerKey key, String who) {
        return give(key, Order.Kind.RESTORE, Duration.ZERO, who);
    }

    private CompletionStage<Given> give(ServerKey key, Order.Kind kind, Duration time, String who) {
        return shared == null
                ? CompletableFuture.completedFuture(new Given(kind.apply(upstreams, key, time), false))
                : shared.give(key, kind, time, who);
    }
}
