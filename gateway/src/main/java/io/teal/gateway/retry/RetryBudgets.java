package io.teal.gateway.retry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The retry budgets of all upstreams, by name, so that a new revision finds what the old one counted. Thread-safe. */
public final class RetryBudgets {
    private final ConcurrentHashMap<Key, RetryBudget> budgets = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    private record Key(String service, String upstream) {}

    /** None yet. */
    public RetryBudgets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The budget of an upstream. */
    public RetryBudget of(String service, String upstream) {
        return budgets.computeIfAbsent(new Key(service, upstream), key -> new RetryBudget(nanoTime));
    }
}
