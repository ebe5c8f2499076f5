package io.teal.gateway.origin;

import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.tls.OriginTls;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/** The connections of a gateway to its servers: one {@link OriginPool} for each event loop, made on first use. Thread-safe. */
public final class OriginPools {
    private final AtomicReferenceArray<OriginPool> pools;
    private final LongSupplier nanoTime;
    private final OriginTls tls;

    /**
     * @param eventLoops how many event loops there are
     * @param tls how TLS is spoken to servers
     */
    public OriginPools(int eventLoops, LongSupplier nanoTime, OriginTls tls) {
        this.tls = tls;
        this.pools = new AtomicReferenceArray<>(eventLoops);
        this.nanoTime = nanoTime;
    }

    /** The pool of a loop. Call on that loop. */
    public OriginPool of(EventLoop loop) {
        OriginPool pool = pools.get(loop.index());
        if (pool == null) {
            pool = new OriginPool(loop.vertx(), nanoTime, tls);
            pools.set(loop.index(), pool);
        }
        return pool;
    }
}
