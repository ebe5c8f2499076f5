package io.teal.gateway.knowledge;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A change of knowledge that passes through the gateway. What it concerns counts as changing until it ends. Thread-safe.
 */
public final class Change {
    private final Epochs epochs;
    private final List<Scope> scopes;
    private final AtomicBoolean ended = new AtomicBoolean();

    Change(Epochs epochs, List<Scope> scopes) {
        this.epochs = epochs;
        this.scopes = List.copyOf(scopes);
    }

    /** Says that the change is done, or failed: it may have been made in part. Only the first call counts. */
    public void end() {
        if (ended.compareAndSet(false, true)) {
            epochs.end(scopes);
        }
    }
}
