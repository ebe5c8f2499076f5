package io.teal.admin.release.drive;

import io.teal.gateway.routing.release.Release;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes longer than a look: each thing is begun once for a state of a release, on a virtual thread, and asked for as often as one
 * likes. Used by the driving thread alone.
 */
final class Work implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final Map<String, Future<Progress>> begun = new HashMap<>();

    /** Names what is done for a state of a release: the same after a pause, and at whatever gateway. */
    static String key(Release release, Release.State state) {
        return release.id() + "." + state.name().toLowerCase(Locale.ROOT)
                + (release.step() < 0 ? "" : "." + (release.step() + 1));
    }

    /**
     * Begins it, or looks how far it is.
     *
     * @param meanwhile what it is at, for people
     */
    Progress look(String key, String meanwhile, Callable<Progress> task) {
        Future<Progress> running = begun.computeIfAbsent(key, name -> begin(name, task));
        if (!running.isDone()) {
            return Progress.goesOn(meanwhile);
        }
        try {
            return running.get();
        } catch (ExecutionException e) {
            LOG.error("{} failed", key, e.getCause());
            return Progress.badly(String.valueOf(e.getCause()));
        } catch (CancellationException e) {
            return Progress.goesOn(meanwhile);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Progress.goesOn(meanwhile);
        }
    }

    private static Future<Progress> begin(String name, Callable<Progress> task) {
        FutureTask<Progress> running = new FutureTask<>(task);
        var unused = Thread.ofVirtual().name("teal-release-" + name).start(running);
        return running;
    }

    /** When it is over, it is begun anew at the next look. */
    void againWhenDone(String key) {
        Future<Progress> running = begun.get(key);
        if (running != null && running.isDone()) {
            var unused = begun.remove(key);
        }
    }

    /** Breaks off all that is not for one of these. */
    void keepOnly(Set<String> keys) {
        begun.entrySet().removeIf(one -> {
            boolean over = !keys.contains(one.getKey());
            if (over) {
                boolean unused = one.getValue().cancel(true);
            }
            return over;
        });
    }

    @Override
    public void close() {
        keepOnly(Set.of());
    }
}
