package io.teal.gateway.serve;

import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.cache.SharedLock;
import io.teal.gateway.exchange.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, of several gateways, to fetch an answer that all of them are asked for: who takes the lock fetches it, the
 * others wait for a bounded time and then fetch it as well. Confined to an event loop.
 */
final class Turn {
    /** How often it is asked for again. */
    private static final long ASK_AGAIN_MILLIS = 100;

    private final CachedRoute route;
    private final CacheKey key;
    private final EventLoop loop;
    private final Runnable mine;
    private final Consumer<Entry> fetched;
    private final long until;
    private @Nullable SharedLock lock;
    private boolean over;

    /**
     * @param mine called when the answer is to be fetched
     * @param fetched called when another gateway has fetched it
     */
    Turn(CachedRoute route, CacheKey key, EventLoop loop, Runnable mine, Consumer<Entry> fetched) {
        this.route = route;
        this.key = key;
        this.loop = loop;
        this.mine = mine;
        this.fetched = fetched;
        this.until = loop.deadlines().now() + route.policy().lockWait().toNanos();
    }

    /** Asks for it. Exactly one of the two is called, unless {@link #end} comes first. */
    void take() {
        ask(false);
    }

    private void ask(boolean waited) {
        var unused = route.cache().lock(key).whenComplete((taken, failure) -> loop.context()
                .runOnContext(here -> asked(taken, waited || failure != null, failure != null)));
    }

    private void asked(@Nullable SharedLock taken, boolean waited, boolean failed) {
        if (over) {
            if (taken != null) {
                taken.release();
            }
            return;
        }
        lock = taken;
        if (taken != null && waited) {
            // The other one has ended: maybe with an answer.
            var unused = route.cache().inRedis(key).whenComplete((found, failure) -> loop.context()
                    .runOnContext(here -> looked(found)));
        } else if (taken != null || failed || loop.deadlines().now() - until >= 0) {
            mine.run();
        } else {
            long unused = loop.vertx().setTimer(ASK_AGAIN_MILLIS, id -> {
                if (!over) {
                    ask(true);
                }
            });
        }
    }

    private void looked(@Nullable Entry found) {
        if (over) {
            return;
        }
        if (found != null && route.fresh(found)) {
            fetched.accept(found);
        } else {
            mine.run();
        }
    }

    /** The answer is there, or will not come: the next one may try. */
    void end() {
        over = true;
        if (lock != null) {
            lock.release();
        }
    }
}
