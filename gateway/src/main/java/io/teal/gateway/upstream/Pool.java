package io.teal.gateway.upstream;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.Choice;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.balance.Selection;
import io.teal.gateway.upstream.shared.Elsewhere;
import io.teal.gateway.upstream.shared.Followers;
import io.teal.gateway.upstream.shared.GroupLoad;
import io.teal.gateway.upstream.shared.Round;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The servers of one upstream, in the order of the routing, and which of them is next. Guarded by the lock of the group. */
final class Pool {
    private static final int NONE_USABLE = -1;

    private final ServerState[] servers;
    private final ServerKey[] keys;
    private final ServerState[] candidates;
    private final Selection selection;
    private final Upstream.WhenNoneUsable whenNoneUsable;
    private final long checkInterval;

    /** Whether the last {@link #pick} or {@link #look} found a server that could take the request if only a place were free. */
    private boolean full;

    private boolean scattered;
    private final Followers followers = new Followers();

    private Pool(List<ServerState> servers, Upstream spec) {
        this.servers = servers.toArray(ServerState[]::new);
        this.keys = servers.stream().map(ServerState::key).toArray(ServerKey[]::new);
        this.candidates = new ServerState[this.servers.length];
        this.selection = Selection.by(spec.balance());
        this.whenNoneUsable = spec.whenNoneUsable();
        HealthCheck check = spec.health();
        this.checkInterval = check == null ? 0 : check.interval().toNanos();
    }

    /**
     * The servers that a routing names, with the state they have. One that joins others that were there before starts with a
     * growing share; when all are new, none does.
     *
     * @param states all states there are; new ones are added, and those the routing does not name removed unless they have
     *     leases
     */
    static Pool of(String service, Upstream spec, Map<Address, ServerState> states, long now) {
        Set<Address> named = new HashSet<>();
        for (Server server : spec.servers()) {
            named.add(server.address());
        }
        boolean joins = false;
        for (ServerState state : states.values()) {
            if (named.contains(state.key().address())) {
                joins |= state.listed();
            } else {
                state.unlist();
            }
        }
        states.values().removeIf(state -> !state.listed() && state.idle());
        List<ServerState> servers = new ArrayList<>(spec.servers().size());
        for (Server server : spec.servers()) {
            ServerState known = states.get(server.address());
            ServerState state = known == null
                    ? new ServerState(new ServerKey(service, spec.name(), server.address()), server)
                    : known;
            state.adopt(server, spec.ejection());
            if (known == null) {
                states.put(server.address(), state);
                if (joins) {
                    state.ramp(now);
                }
            }
            servers.add(state);
        }
        return new Pool(servers, spec);
    }

    ServerState[] servers() {
        return servers;
    }

    /** Whether a server is usable, be it full. */
    boolean usable(long now) {
        for (ServerState server : servers) {
            if (server.usable(now)) {
                return true;
            }
        }
        return false;
    }

    /** The server for a request: a primary, else a backup, else a last resort; null when there is none with a free place. */
    @Nullable ServerState pick(long hash, List<Server> tried, long now) {
        int count = gather(tried, now);
        return count > 0 ? selection.choose(candidates, count, hash, now) : lastResort(count, tried, now);
    }

    /** The server that {@link #pick} would give to a request that was with none, and those that are as good. Nobody's turn ends. */
    List<ServerState> look(long hash, long now) {
        int count = gather(List.of(), now);
        if (count <= 0) {
            ServerState last = lastResort(count, List.of(), now);
            return last == null ? List.of() : List.of(last);
        }
        int equal = selection.best(candidates, count, hash, now);
        List<ServerState> best = new ArrayList<>(Arrays.asList(candidates).subList(0, equal));
        ServerState next = Selection.next(candidates, equal, now);
        best.remove(next);
        best.addFirst(next);
        return best;
    }

    /**
     * Puts the servers one is chosen of in front of {@link #candidates}.
     *
     * @return how many there are, or {@link #NONE_USABLE}
     */
    private int gather(List<Server> tried, long now) {
        full = false;
        boolean usable = false;
        for (int tier = 0; tier < 2; tier++) {
            int count = 0;
            for (ServerState server : servers) {
                if (server.spec().backup() != (tier == 1) || !server.usable(now)) {
                    continue;
                }
                usable = true;
                if (server.among(tried)) {
                    continue;
                }
                if (server.full(now)) {
                    full = true;
                } else {
                    candidates[count++] = server;
                }
            }
            if (count > 0 || full) {
                return count;
            }
        }
        return usable ? 0 : NONE_USABLE;
    }

    private @Nullable ServerState lastResort(int gathered, List<Server> tried, long now) {
        return gathered == NONE_USABLE && whenNoneUsable == Upstream.WhenNoneUsable.LAST_RESORT
                ? lastResort(tried, now)
                : null;
    }

    /** The least bad one: rather ejected than unhealthy, then the ejection that ends first, then the fewest leases. */
    private @Nullable ServerState lastResort(List<Server> tried, long now) {
        ServerState best = null;
        for (ServerState server : servers) {
            if (server.closed() || server.among(tried)) {
                continue;
            }
            if (server.full(now)) {
                full = true;
            } else if (best == null || lessBad(server, best, now)) {
                best = server;
            }
        }
        return best;
    }

    /** How this server came to be picked, just now and before it has the lease. */
    Choice choice(ServerState picked, List<Server> tried, long now) {
        Choice choice = new Choice(keys);
        for (int i = 0; i < servers.length; i++) {
            ServerState server = servers[i];
            if (i < choice.size()) {
                choice.saw(i, server.leases(), server.standing(tried, now));
            }
            if (server == picked) {
                choice.took(i);
            }
        }
        return choice;
    }

    private static boolean lessBad(ServerState one, ServerState other, long now) {
        if (one.healthy() != other.healthy()) {
            return one.healthy();
        }
        int ends = Long.compare(one.ejector().left(now), other.ejector().left(now));
        return ends != 0 ? ends < 0 : one.leases() < other.leases();
    }

    /** Whether a server other than this one can be relied on. */
    boolean othersSound(ServerState except) {
        for (ServerState server : servers) {
            if (server != except && server.sound()) {
                return true;
            }
        }
        return false;
    }

    /** Nanoseconds until a place may become free without any lease ending; {@link Long#MAX_VALUE} for never. */
    long untilMore(long now) {
        long least = Long.MAX_VALUE;
        for (ServerState server : servers) {
            least = Math.min(least, server.untilMore(now));
        }
        return least;
    }

    /**
     * Takes down what other gateways have at its servers, and what of it has become free. From the first time on that they have
     * something, servers that tie take turns from somewhere else than there.
     */
    void hear(Round round, WaitingLine line, long now) {
        round.tell(line.granted(), followers);
        int busy = 0;
        int freed = 0;
        for (ServerState server : servers) {
            Elsewhere known = server.elsewhere;
            server.elsewhere = round.at(
                    server.key().address(),
                    server.seed(),
                    server.places(now),
                    server.leases(),
                    servers.length,
                    followers,
                    known);
            int before = known == null ? 0 : known.leases();
            int after = server.elsewhere == null ? 0 : server.elsewhere.leases();
            busy += after;
            freed += server.spec().maxConns() > 0 ? Math.max(0, before - after) : 0;
        }
        if (busy > 0 && !scattered) {
            scattered = true;
            for (ServerState server : servers) {
                server.turn().scatter(ThreadLocalRandom.current().nextLong(server.weight(now)));
            }
        }
        line.elsewhere(busy > 0, (double) freed / round.contenders(), now);
    }

    /** What this gateway has at servers, those left out with which it has nothing. */
    static List<GroupLoad.AtServer> told(Collection<ServerState> states, long now) {
        List<GroupLoad.AtServer> servers = new ArrayList<>(states.size());
        for (ServerState server : states) {
            GroupLoad.AtServer told = server.told(now);
            if (told.leases() > 0 || told.ghosts() > 0) {
                servers.add(told);
            }
        }
        return servers;
    }

    /**
     * Why a request is sent away that was just given no server; null when it waits.
     *
     * @param denying the breaker that lets nobody past; null when there is none, and {@link #pick} or {@link #look} found none
     */
    Places.@Nullable Refusal refusal(@Nullable Breaker denying, WaitingLine line, Upstream.Queue queue, long now) {
        if (denying != null) {
            return new Places.Refusal(Outcome.CIRCUIT_OPEN, denying.retryAfter(now));
        }
        if (!full) {
            return new Places.Refusal(Outcome.NO_SERVER, secondsToPlace(line, now));
        }
        return line.size() < queue.size() ? null : new Places.Refusal(Outcome.QUEUE_FULL, line.secondsToDrain(now));
    }

    /** Seconds after which a request that finds no place may find one, for a Retry-After field; 1 to 60. */
    int secondsToPlace(WaitingLine line, long now) {
        long wait = untilRecovery(now);
        if (wait != Long.MAX_VALUE) {
            return WaitingLine.seconds((double) wait);
        }
        return usable(now) ? line.secondsToDrain(now) : WaitingLine.MOST_SECONDS;
    }

    /**
     * Nanoseconds until the first server that is out may be back: its ejection ends, or its next check is due;
     * {@link Long#MAX_VALUE} when none is out that way.
     */
    private long untilRecovery(long now) {
        long least = Long.MAX_VALUE;
        for (ServerState server : servers) {
            if (server.closed()) {
                continue;
            }
            if (!server.healthy()) {
                least = Math.min(least, checkInterval);
            } else if (server.ejector().doubtful()) {
                least = Math.min(least, server.ejector().left(now));
            }
        }
        return least;
    }
}
