package io.teal.gateway.redis;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged about Redis. Keeps the libraries from logging every command, which would take longer than the command. */
final class RedisLog implements AutoCloseable {
    private final Logger ours = (Logger) LoggerFactory.getLogger(Redis.class);
    private final Logger all = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Level before = all.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    RedisLog() {
        all.setLevel(Level.INFO);
        lines.start();
        ours.addAppender(lines);
    }

    /** The lines so far, without time and level. */
    List<String> lines() {
        return List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        ours.detachAppender(lines);
        all.setLevel(before);
    }
}
