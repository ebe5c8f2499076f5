package io.teal.gateway.upstream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What is left to do once the lock of a group is released: calls, timers, lines of the log. Guarded by that lock; what was
 * taken is run without it.
 */
final class Afterwards {
    private static final Logger log = LoggerFactory.getLogger(UpstreamGroup.class);

    private @Nullable List<Runnable> tasks;

    void add(Runnable task) {
        if (tasks == null) {
            tasks = new ArrayList<>(2);
        }
        tasks.add(task);
    }

    /** A line about a server. */
    void tell(ServerState.Event event, ServerState server) {
        if (event != ServerState.Event.NONE) {
            String where = " server=" + server.key().address();
            tell(
                    event.level(),
                    event.phrase(),
                    server.key().service(),
                    server.key().upstream(),
                    where,
                    event.reason(server));
        }
    }

    /**
     * A line of the log.
     *
     * @param where the server, for people, with a space before it; empty when it is about the whole upstream
     */
    void tell(Level level, String phrase, String service, String upstream, String where, String reason) {
        add(() -> log.atLevel(level)
                .log("{} service={} upstream={}{} reason=\"{}\"", phrase, service, upstream, where, reason));
    }

    /** What is left to do, for the caller to {@link #run}. */
    List<Runnable> take() {
        List<Runnable> taken = tasks;
        tasks = null;
        return taken == null ? List.of() : taken;
    }

    static void run(List<Runnable> after) {
        for (int i = 0; i < after.size(); i++) {
            after.get(i).run();
        }
    }
}
