package io.teal.gateway.health;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks of the servers of one upstream. Every method may be called on any thread. */
public final class HealthWatch {
    private final Vertx vertx;
    private final OwnConnections connections;
    private final Listener listener;
    private final Map<Address, ActiveCheck> running = new HashMap<>();

    HealthWatch(Vertx vertx, OwnConnections connections, Listener listener) {
        this.vertx = vertx;
        this.connections = connections;
        this.listener = listener;
    }

    /**
     * Checks what an upstream says from now on. A check that did not change goes on undisturbed; a changed one keeps the
     * verdict of the one before; a server that is down or no longer checked counts as healthy.
     */
    public synchronized void apply(Upstream upstream) {
        Map<Address, ActiveCheck> before = new HashMap<>(running);
        running.clear();
        HealthCheck check = upstream.health();
        if (check != null) {
            for (Server server : upstream.servers()) {
                if (!server.down()) {
                    ActiveCheck old = before.get(server.address());
                    if (old != null && old.isFor(check, upstream.spoken())) {
                        before.remove(server.address());
                        running.put(server.address(), old);
                    } else {
                        running.put(server.address(), start(server.address(), check, upstream.spoken(), old));
                    }
                }
            }
        }
        before.forEach((address, old) -> {
            old.stop();
            if (!running.containsKey(address) && !old.healthy()) {
                listener.changed(address, true, "");
            }
        });
    }

    /** Ends all checks; nothing is told any more once this returns. */
    public synchronized void stop() {
        Iterator<ActiveCheck> checks = running.values().iterator();
        while (checks.hasNext()) {
            checks.next().stop();
            checks.remove();
        }
    }

    private ActiveCheck start(Address address, HealthCheck check, Upstream.Spoken spoken, @Nullable ActiveCheck old) {
        boolean healthy = true;
        if (old != null) {
            old.stop();
            healthy = old.healthy();
        }
        ActiveCheck started = new ActiveCheck(vertx, connections, address, spoken, check, healthy, listener);
        started.start();
        return started;
    }

    /** Who is told. */
    public interface Listener {
        /**
         * A server turned.
         *
         * @param reason why it is unhealthy, for people; empty when healthy
         */
        void changed(Address server, boolean healthy, String reason);
    }
}
