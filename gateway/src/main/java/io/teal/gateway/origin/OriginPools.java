package io.teal.gateway.origin;

import io.teal.gateway.exchange.EventLoop;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/** The connections of a gateway to its servers: one {@link OriginPool} for each event loop, made on first use. Thread-safe. */
public final class OriginPools {
    private final AtomicReferenceArray<OriginPool> pools;
    private final LongSupplier nanoTime;

    /**
     * @param eventLoops how many event loops there are
     */
    public OriginPools(int eventLoops, LongSupplier nanoTime) {
        this.pools = new AtomicReferenceArray<>(eventLoops);
        this.nanoTime = nanoTime;
    }

    /** The pool of a loop. Call on that loop. */
    public OriginPool of(EventLoop loop) {
        OriginPool pool = pools.get(loop.index());
        if (pool == null) {
            pool = new OriginPool(loop.vertx(), nanoTime);
            pools.set(loop.index(), pool);
        }
        return pool;
    }
}
