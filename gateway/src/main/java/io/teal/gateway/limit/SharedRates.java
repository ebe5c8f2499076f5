package io.teal.gateway.limit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rates of clients as several gateways count them together. Thread-safe; nothing waits. */
public interface SharedRates {
    /** Nobody counts with this gateway. */
    SharedRates NONE = new SharedRates() {
        @Override
        public byte @Nullable [] secret() {
            return null;
        }

        @Override
        public CompletionStage<Long> take(String client, int requests, Duration per) {
            return CompletableFuture.failedFuture(new IllegalStateException("nothing is shared"));
        }

        @Override
        public void tookAlone() {}
    };

    /**
     * What makes the pseudonyms of clients, the same at all gateways; the same array as long as it is the same. Null when nobody
     * can be asked now. Costs a read or two.
     */
    byte @Nullable [] secret();

    /**
     * Takes one request of a client's period, which began with the first request in it.
     *
     * @param client its pseudonym
     * @param requests how many there are in a period, at least 1
     * @param per how long the period is
     * @return 0 when the request may go on, else the milliseconds until the next period; fails when no answer came in time
     */
    CompletionStage<Long> take(String client, int requests, Duration per);

    /** Tells that no answer came, and that this gateway decided alone. */
    void tookAlone();
}
