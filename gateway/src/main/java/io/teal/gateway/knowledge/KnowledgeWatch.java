package io.teal.gateway.knowledge;

import io.teal.gateway.routing.Routing;
import io.vertx.core.Vertx;

/** Asks servers for the fingerprint of their knowledge, and raises the epochs of what has changed. */
public final class KnowledgeWatch implements AutoCloseable {
    /** Asks nobody yet. */
    public KnowledgeWatch(Vertx vertx, Epochs epochs) {}

    /** Asks the servers of a routing from now on. */
    public void watch(Routing routing) {}

    @Override
    public void close() {}
}
