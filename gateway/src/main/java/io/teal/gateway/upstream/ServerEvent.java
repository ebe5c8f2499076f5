package io.teal.gateway.upstream;

import io.teal.gateway.event.Event.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What an operation changed, for the log. */
enum ServerEvent {
    NONE(Level.DEBUG, "", null),
    EJECTED(Level.WARN, "Server ejected", Kind.EJECTED),
    RECOVERED(Level.INFO, "Server recovered", Kind.RECOVERED),
    UNHEALTHY(Level.WARN, "Server unhealthy", Kind.UNHEALTHY),
    HEALTHY(Level.INFO, "Server healthy", Kind.HEALTHY),
    DRAINED(Level.INFO, "Server drained", Kind.DRAINED),
    RESUMED(Level.INFO, "Server resumed", Kind.RESUMED);

    private final Level level;
    private final String phrase;
    private final @Nullable Kind kind;

    ServerEvent(Level level, String phrase, @Nullable Kind kind) {
        this.level = level;
        this.phrase = phrase;
        this.kind = kind;
    }

    /** What the event log calls it; null when nothing happened. */
    @Nullable Kind kind() {
        return kind;
    }

    Level level() {
        return level;
    }

    String phrase() {
        return phrase;
    }

    String reason(ServerState server) {
        return switch (this) {
            case NONE, RECOVERED, HEALTHY, RESUMED -> "";
            case EJECTED -> server.ejector().reason();
            case UNHEALTHY -> server.complaint();
            case DRAINED -> "by an operator";
        };
    }

    /** Something that is done to a server. */
    interface Cause {
        ServerEvent on(ServerState server, long now);
    }
}
