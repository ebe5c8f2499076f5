package io.teal.gateway.recent;

import io.teal.gateway.routing.ServerKey;
import java.util.Locale;

/**
 * How one server came to be chosen: what stood for and against each server of the upstream at that moment. Filled in by whoever
 * chooses, before anybody else knows it; after that it does not change.
 */
public final class Choice {
    /** So many servers are told of, the first in the order of the routing. */
    public static final int MOST = 32;

    private final ServerKey[] servers;
    private final int[] leases;
    private final State[] states;
    private int taken;

    /**
     * @param servers all servers of the upstream; the array is shared, and does not change
     */
    public Choice(ServerKey[] servers) {
        this.servers = servers;
        int told = Math.min(servers.length, MOST);
        this.leases = new int[told];
        this.states = new State[told];
    }

    /** Notes a server, one of the first {@link #size}. */
    public void saw(int server, int busy, State state) {
        leases[server] = busy;
        states[server] = state;
    }

    /** Notes which server was chosen; of all, not of the first only. */
    public void took(int server) {
        taken = server;
    }

    /** How many servers are told of. */
    public int size() {
        return leases.length;
    }

    /** How many servers the upstream has. */
    public int of() {
        return servers.length;
    }

    /** The server that was chosen; it may be none of those that are told of. */
    public ServerKey taken() {
        return servers[taken];
    }

    /** A server that is told of, from 0. */
    public ServerKey server(int index) {
        return servers[index];
    }

    /** How many requests of this gateway it had, before this one. */
    public int leases(int index) {
        return leases[index];
    }

    /** What stood for or against it. */
    public State state(int index) {
        return states[index];
    }

    /** What stands for or against a server. */
    public enum State {
        /** It could take the request. */
        UP,
        /** So it could, with a share that grows. */
        SLOW_START,
        /** So it could after an ejection, with one request at a time. */
        HALF_OPEN,
        /** So it could, but is asked only when no other is usable. */
        BACKUP,
        /** The request was there already. */
        TRIED,
        /** All its places were taken. */
        FULL,
        /** It was ejected. */
        EJECTED,
        /** Its check fails. */
        UNHEALTHY,
        /** An operator lets it run empty. */
        DRAINING,
        /** It is down in the routing. */
        DOWN;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** The state as records name it. */
        public String word() {
            return word;
        }
    }
}
