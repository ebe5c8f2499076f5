package io.teal.gateway.upstream;

import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request would find at an upstream at one moment: a server, a place in the line, or a refusal.
 *
 * @param spec the upstream as it is in effect, its balance and its queue among other things
 * @param servers all its servers, in the order of the routing
 * @param best the server that would be chosen, first, and those that are as good and only wait for their turn; empty when none
 *     has a free place
 * @param refusal why the request would be sent away at once; null when it would not
 * @param queued requests that wait
 */
public record Prospect(
        Upstream spec, List<Seat> servers, List<Server> best, Places.@Nullable Refusal refusal, int queued) {
    public Prospect {
        servers = List.copyOf(servers);
        best = List.copyOf(best);
    }

    /**
     * A server as a choice sees it.
     *
     * @param server what the routing says of it
     * @param status what it is doing
     * @param usable whether a request may go to it, a free place provided
     * @param full whether all its places are taken
     */
    public record Seat(Server server, ServerStatus status, boolean usable, boolean full) {}

    /** The server that would be chosen; null when none has a free place. */
    public @Nullable Server chosen() {
        return best.isEmpty() ? null : best.getFirst();
    }

    /** Whether the request would wait for a place. */
    public boolean waits() {
        return best.isEmpty() && refusal == null;
    }

    /** Under the lock of the group. */
    static Prospect of(
            Upstream spec,
            ServerState[] servers,
            List<ServerState> best,
            Places.@Nullable Refusal refusal,
            int queued,
            long now) {
        List<Seat> seats = new ArrayList<>(servers.length);
        for (ServerState server : servers) {
            seats.add(new Seat(server.spec(), server.status(now, queued), server.usable(now), server.full(now)));
        }
        return new Prospect(spec, seats, best.stream().map(ServerState::spec).toList(), refusal, queued);
    }
}
