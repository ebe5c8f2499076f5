package io.teal.gateway.forward;

import io.teal.gateway.exchange.Deadlines;
import java.util.concurrent.TimeUnit;

/**
 * What a client hears while it waits for the first token: after {@link #PATIENCE} the head of the answer, if it was withheld,
 * else a comment, and from then on a comment whenever nothing else went out for {@link #INTERVAL}, so that nobody on the way
 * takes the silence for the end. Confined to the event loop.
 */
final class Heartbeat extends Deadlines.Watch {
    /** How long nothing need be heard, in nanoseconds: 10 s. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    /** The longest silence after that, in nanoseconds: 15 s, as sse-starlette pings. */
    static final long INTERVAL = TimeUnit.SECONDS.toNanos(15);

    /** When to look again at a stream that is in the middle of an event. */
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(500);

    private final Deadlines deadlines;
    private final Relay relay;
    private boolean running;
    private long longestSilence = PATIENCE;

    Heartbeat(Deadlines deadlines, Relay relay) {
        this.deadlines = deadlines;
        this.relay = relay;
    }

    /** Begins to count; the patience of the client began at {@code since}. */
    void start(long since) {
        running = true;
        deadlines.add(this);
        deadline(since + PATIENCE);
    }

    /** The first token has come, or nothing will. */
    void stop() {
        if (running) {
            running = false;
            unwatch();
        }
    }

    @Override
    protected void expired(long now) {
        if (relay.withholding() && relay.hasOther()) {
            // Who has another answer to fall back on is told that one when this one fails, as long as it has not begun.
            deadline(now + PATIENCE);
            return;
        }
        if (relay.withholding()) {
            relay.commit();
            longestSilence = INTERVAL;
        }
        if (!running) {
            return;
        }
        long silent = relay.silence(now);
        if (silent < longestSilence) {
            deadline(now + longestSilence - silent);
        } else if (relay.comment()) {
            longestSilence = INTERVAL;
            deadline(now + INTERVAL);
        } else {
            deadline(now + SOON);
        }
    }
}
