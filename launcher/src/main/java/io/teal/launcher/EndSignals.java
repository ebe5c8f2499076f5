package io.teal.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for SIGTERM or SIGINT. The first one is an order to finish, the second one to stop at once. Shutdown hooks
 * cannot tell a second signal from the first; {@link Signals} can. A JVM without them ends at the first signal.
 */
final class EndSignals {
    private static final Logger log = LoggerFactory.getLogger(EndSignals.class);

    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicInteger count = new AtomicInteger();
    private final Runnable onSecond;

    private EndSignals(Runnable onSecond) {
        this.onSecond = onSecond;
    }

    /**
     * Takes over both signals.
     *
     * @param onSecond runs on a thread of its own when the second one comes
     */
    static EndSignals listen(Runnable onSecond) {
        EndSignals signals = new EndSignals(onSecond);
        try {
            Signals.handle("TERM", signals::receive);
            Signals.handle("INT", signals::receive);
        } catch (ReflectiveOperationException e) {
            log.warn("signals end this process without letting requests finish: {}", e.toString());
        }
        return signals;
    }

    /** Returns when the first signal has come. */
    void await() throws InterruptedException {
        first.await();
    }

    /** Ends the waiting as the first signal does. */
    void end() {
        first.countDown();
    }

    /** Whether the first signal has come. */
    boolean arrived() {
        return first.getCount() == 0;
    }

    private void receive() {
        if (count.incrementAndGet() == 1) {
            first.countDown();
        } else {
            onSecond.run();
        }
    }
}
