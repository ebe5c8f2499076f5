package io.teal.launcher;

import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for SIGUSR1, an order to open the access log again by its name. Without this the signal would end the process. */
final class ReopenSignal {
    private static final Logger log = LoggerFactory.getLogger(ReopenSignal.class);

    private final AtomicReference<Runnable> reopening = new AtomicReference<>(() -> {});

    private ReopenSignal() {}

    /** Takes over the signal; it does nothing until it is told what to do. */
    static ReopenSignal listen() {
        ReopenSignal signal = new ReopenSignal();
        try {
            Signals.handle("USR1", () -> signal.reopening.get().run());
        } catch (ReflectiveOperationException e) {
            log.warn("SIGUSR1 ends this process rather than open the access log again: {}", e.toString());
        }
        return signal;
    }

    /** Says what the signal does from here on. */
    void then(Runnable what) {
        reopening.set(what);
    }
}
