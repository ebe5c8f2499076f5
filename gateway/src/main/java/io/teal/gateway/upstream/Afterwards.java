package io.teal.gateway.upstream;

import io.teal.gateway.event.Event;
import io.teal.gateway.event.EventLog;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.stats.Ejection;
import io.teal.gateway.stats.UpstreamStats;
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

    private final EventLog events;
    private final UpstreamStats stats;
    private @Nullable List<Runnable> tasks;

    Afterwards(EventLog events, UpstreamStats stats) {
        this.events = events;
        this.stats = stats;
    }

    void add(Runnable task) {
        if (tasks == null) {
            tasks = new ArrayList<>(2);
        }
        tasks.add(task);
    }

    /** A line of the log and an event about a server, which is counted if it takes the server out. */
    void tell(ServerEvent event, ServerState server) {
        if (event == ServerEvent.EJECTED) {
            stats.ejected(server.ejector().cause());
        } else if (event == ServerEvent.UNHEALTHY) {
            stats.ejected(Ejection.CHECK);
        }
        Event.Kind kind = event.kind();
        if (kind != null) {
            ServerKey key = server.key();
            Event.Subject subject = new Event.Subject(
                    key.service(), key.upstream(), key.address().toString());
            tell(event.level(), event.phrase(), kind, subject, event.reason(server));
        }
    }

    /** A line of the log and an event. */
    void tell(Level level, String phrase, Event.Kind kind, Event.Subject subject, String reason) {
        String where = subject.server().isEmpty() ? "" : " server=" + subject.server();
        add(() -> {
            log.atLevel(level)
                    .log(
                            "{} service={} upstream={}{} reason=\"{}\"",
                            phrase,
                            subject.service(),
                            subject.upstream(),
                            where,
                            reason);
            events.add(kind, subject, reason, 0);
        });
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
