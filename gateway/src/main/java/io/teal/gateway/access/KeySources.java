package io.teal.gateway.access;

import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.policy.Jwt;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The keys of all issuers, which outlive revisions. They are fetched on one thread of their own, and only while a routing that is
 * in effect has tokens. Thread-safe.
 */
public final class KeySources implements AutoCloseable {
    private final Map<String, KeySource> sources = new HashMap<>();
    private final Set<String> started = new HashSet<>();
    private final KeySource.Pace pace;
    private @Nullable Fetcher fetcher;

    /**
     * What fetches.
     *
     * @param thread where keys are fetched, one after the other as far as that keeps anybody waiting
     */
    record Fetcher(ScheduledExecutorService thread, HttpClient client) {
        static Fetcher open() {
            ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                    task -> Thread.ofPlatform().name("teal-token-keys").daemon().unstarted(task));
            return new Fetcher(
                    thread,
                    HttpClient.newBuilder()
                            .executor(thread)
                            .connectTimeout(Duration.ofSeconds(5))
                            .followRedirects(HttpClient.Redirect.NORMAL)
                            .build());
        }
    }

    /** Sources of which none fetches yet. */
    public KeySources() {
        this(KeySource.Pace.USUAL);
    }

    KeySources(KeySource.Pace pace) {
        this.pace = pace;
    }

    /** Where the keys for such tokens come from. Nothing is fetched until a routing with them is in effect. */
    synchronized KeySource of(Jwt jwt) {
        Fetcher open = fetcher == null ? Fetcher.open() : fetcher;
        fetcher = open;
        return sources.computeIfAbsent(jwt.jwks(), from -> new KeySource(from, open, pace));
    }

    /** A routing is in effect: what it names is fetched, and nothing else any more. */
    public synchronized void routed(Routing routing) {
        Set<String> named = new HashSet<>();
        routing.routes().forEach(route -> {
            Jwt jwt = route.action().access().jwt();
            if (jwt != null) {
                named.add(jwt.jwks());
            }
        });
        sources.entrySet().removeIf(source -> {
            if (named.contains(source.getKey())) {
                return false;
            }
            if (started.remove(source.getKey())) {
                onThread(source.getValue()::close);
            }
            return true;
        });
        for (Map.Entry<String, KeySource> source : sources.entrySet()) {
            if (started.add(source.getKey())) {
                onThread(source.getValue()::start);
            }
        }
    }

    private void onThread(Runnable task) {
        if (fetcher != null) {
            fetcher.thread().execute(task);
        }
    }

    /** Fetches no more. */
    @Override
    public synchronized void close() {
        if (fetcher != null) {
            fetcher.client().shutdownNow();
            var unused = fetcher.thread().shutdownNow();
        }
    }
}
