package io.teal.launcher;

import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a signal that orders something. Without this it would end the process. */
final class OrderSignal {
    private static final Logger log = LoggerFactory.getLogger(OrderSignal.class);

    private final AtomicReference<Runnable> order = new AtomicReference<>(() -> {});

    private OrderSignal() {}

    /**
     * Takes over a signal; it does nothing until it is told what to do.
     *
     * @param name without SIG
     */
    static OrderSignal listen(String name) {
        OrderSignal signal = new OrderSignal();
        try {
            Signals.handle(name, () -> signal.order.get().run());
        } catch (ReflectiveOperationException e) {
            log.warn("SIG{} ends this process rather than do what it orders: {}", name, e.toString());
        }
        return signal;
    }

    /** Says what the signal does from here on. */
    void then(Runnable what) {
        order.set(what);
    }
}
