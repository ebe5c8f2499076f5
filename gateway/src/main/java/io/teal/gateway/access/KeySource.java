package io.teal.gateway.access;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, fetched again from time to time and when a token names one that is not known. What was fetched stays
 * when a later fetch fails. Fetching is done on the thread of {@link KeySources}; the rest is for any thread.
 */
final class KeySource {
    private static final Logger log = LoggerFactory.getLogger(KeySource.class);
    private static final long NEVER = Long.MIN_VALUE;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String from;
    private final KeySources.Fetcher fetcher;
    private final Pace pace;
    private final AtomicReference<Demand> demand = new AtomicReference<>(new Demand(NEVER, false));
    private volatile @Nullable TokenKeys keys;

    // Of the fetching thread alone.
    private @Nullable ScheduledFuture<?> next;
    private int failures;
    private boolean fetching;
    private boolean closed;

    /**
     * How often keys are fetched.
     *
     * @param every the shortest time between two fetches that nobody asked for; the longest is twice that
     * @param again after a first fetch that failed; each further failure doubles it, up to {@code demand}
     * @param demand the shortest time between two fetches because of keys that are not known
     */
    record Pace(Duration every, Duration again, Duration demand) {
        static final Pace USUAL = new Pace(Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /**
     * A fetch because of a token.
     *
     * @param at when one last asked for it, in nanoseconds
     * @param open whether it is still to end
     */
    private record Demand(long at, boolean open) {}

    KeySource(String from, KeySources.Fetcher fetcher, Pace pace) {
        this.from = from;
        this.fetcher = fetcher;
        this.pace = pace;
    }

    /** What was fetched last; null before the first success. */
    @Nullable TokenKeys keys() {
        return keys;
    }

    /**
     * A token names a key that is not among these.
     *
     * @param ask whether to fetch for it, if that was not done just now
     * @return whether a fetch is under way that may bring it
     */
    boolean missed(boolean ask) {
        Demand last = demand.get();
        if (last.open()) {
            return true;
        }
        long now = System.nanoTime();
        if (!ask || (last.at() != NEVER && now - last.at() < pace.demand().toNanos())) {
            return false;
        }
        if (demand.compareAndSet(last, new Demand(now, true))) {
            fetcher.thread().execute(this::fetch);
        }
        return true;
    }

    /** Begins to fetch. On the fetching thread, once. */
    void start() {
        fetch();
    }

    /** Fetches no more. On the fetching thread. */
    void close() {
        closed = true;
        fetched();
        if (next != null) {
            boolean unused = next.cancel(false);
        }
    }

    private void fetch() {
        if (fetching) {
            return;
        }
        if (closed) {
            fetched();
            return;
        }
        fetching = true;
        if (next != null) {
            boolean unused = next.cancel(false);
        }
        var unused = text().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync(this::took, fetcher.thread());
    }

    private CompletableFuture<String> text() {
        if (from.startsWith("/")) {
            try {
                return CompletableFuture.completedFuture(Files.readString(Path.of(from)));
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(from))
                .header("Accept", "application/jwk-set+json, application/json")
                .timeout(PATIENCE)
                .build();
        return fetcher.client().sendAsync(request, head -> new BoundedBody()).thenCompose(KeySource::body);
    }

    private static CompletableFuture<String> body(HttpResponse<byte[]> response) {
        return response.statusCode() == 200
                ? CompletableFuture.completedFuture(new String(response.body(), StandardCharsets.UTF_8))
                : CompletableFuture.failedFuture(new IOException("status " + response.statusCode()));
    }

    private void took(@Nullable String text, @Nullable Throwable failure) {
        fetching = false;
        Throwable wrong = failure;
        if (text != null) {
            try {
                keep(text);
            } catch (JoseException e) {
                wrong = e;
            }
        }
        fetched();
        if (closed) {
            return;
        }
        failures = wrong == null ? 0 : failures + 1;
        if (wrong != null) {
            log.warn(
                    "the keys for tokens cannot be fetched from {}: {}; {}",
                    from,
                    wrong,
                    keys == null ? "until they are, requests get 503" : "those that were fetched before stay");
        }
        next = fetcher.thread().schedule(this::fetch, pause(), TimeUnit.MILLISECONDS);
    }

    private void keep(String text) throws JoseException {
        TokenKeys known = keys;
        if (known == null || !known.text().equals(text)) {
            TokenKeys read = TokenKeys.parse(text);
            keys = read;
            log.info("{} keys for tokens fetched from {}", read.keys().size(), from);
        }
    }

    /** Whoever asks from now on asks anew. */
    private void fetched() {
        Demand unused = demand.updateAndGet(last -> new Demand(last.at(), false));
    }

    private long pause() {
        if (failures == 0) {
            long every = pace.every().toMillis();
            return every + ThreadLocalRandom.current().nextLong(every);
        }
        long again = pace.again().toMillis() << Math.min(failures - 1, 20);
        return Math.min(again, pace.demand().toMillis());
    }
}
