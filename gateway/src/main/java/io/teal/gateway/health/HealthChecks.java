package io.teal.gateway.health;

import io.teal.gateway.tls.OriginTls;
import io.vertx.core.Vertx;

/** The active checks of all upstreams. Every method may be called on any thread. */
public final class HealthChecks implements AutoCloseable {
    private final Vertx vertx;
    private final OwnConnections connections;

    /**
     * Opens nothing before the first check.
     *
     * @param tls how TLS is spoken to servers
     */
    public HealthChecks(Vertx vertx, OriginTls tls) {
        this.vertx = vertx;
        this.connections = new OwnConnections(vertx, tls, "health");
    }

    /** The checks of one upstream; none yet. */
    public HealthWatch watch(HealthWatch.Listener listener) {
        return new HealthWatch(vertx, connections, listener);
    }

    /** Closes the connections; checks that still run fail. */
    @Override
    public void close() {
        connections.close();
    }
}
