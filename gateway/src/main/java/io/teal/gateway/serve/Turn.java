package io.teal.gateway.serve;

import io.teal.gateway.cache.AnswerCache;
import io.teal.gateway.cache.CacheKey;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.cache.SharedLock;
import io.teal.gateway.exchange.EventLoop;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
    private final long since;
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
        this.since = loop.deadlines().now();
    }

    /** Asks for it. Exactly one of the two is called, unless {@link #end} comes first. */
    void take() {
        ask(false);
    }

    private long waited() {
        return loop.deadlines().now() - since;
    }

    private void ask(boolean again) {
        var unused = route.cache().lock(key).whenComplete((taken, failure) -> loop.context()
                .runOnContext(here -> asked(taken, again, failure != null)));
    }

    private void asked(@Nullable SharedLock taken, boolean again, boolean failed) {
        if (over) {
            if (taken != null) {
                taken.release();
            }
            return;
        }
        lock = taken;
        if (taken != null && again) {
            // The other one has ended: maybe with an answer.
            var unused = route.cache().inRedis(key).whenComplete((look, failure) -> loop.context()
                    .runOnContext(here -> looked(look)));
        } else if (taken != null
                || failed
                || waited() >= route.policy().lockWait().toNanos()) {
            mine.run();
        } else {
            long unused = loop.vertx().setTimer(ASK_AGAIN_MILLIS, id -> {
                if (!over) {
                    ask(true);
                }
            });
        }
    }

    /** Only what came while it was waited for will do: what was there before was not what the client wanted. */
    private void looked(AnswerCache.@Nullable Look look) {
        if (over) {
            return;
        }
        Entry found = look == null ? null : look.entry();
        if (found != null && route.age(found) <= TimeUnit.NANOSECONDS.toMillis(waited())) {
            fetched.accept(found);
        } else {
            mine.run();
        }
    }

    /**
     * The answer is there, or will not come: the next one may try.
     *
     * @param kept when others can find it; null when there is nothing to be found
     */
    void end(@Nullable CompletionStage<Void> kept) {
        over = true;
        SharedLock held = lock;
        if (held != null && kept != null) {
            var unused = kept.whenComplete((done, failure) -> held.release());
        } else if (held != null) {
            held.release();
        }
    }
}
