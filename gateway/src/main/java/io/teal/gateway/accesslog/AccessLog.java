package io.teal.gateway.accesslog;

import io.teal.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One line for each request that is over, or nothing at all. Thread-safe. */
public final class AccessLog {
    /** Writes nothing. */
    public static final AccessLog OFF = new AccessLog();

    private final LineQueue queue;
    private final @Nullable LineWriter writer;
    private final LineFormat format;
    private final Set<String> leaveOut;
    private final boolean questions;

    private AccessLog() {
        queue = new LineQueue(0);
        writer = null;
        format = (line, request) -> {};
        leaveOut = Set.of();
        questions = false;
    }

    private AccessLog(GatewayConfig.AccessLog spec, Target target) {
        queue = new LineQueue(spec.buffer());
        writer = new LineWriter(queue, target);
        format = spec.format() == GatewayConfig.AccessLog.Format.COMBINED
                ? new CombinedLine(ZoneId.systemDefault())
                : new JsonLine(spec.questions());
        leaveOut = spec.leaveOut();
        questions = spec.questions();
    }

    /**
     * Opens a log.
     *
     * @param spec null for none
     * @throws IllegalArgumentException when its file cannot be written; the message says why. A named pipe is opened later, when
     *     somebody reads it
     */
    public static AccessLog open(GatewayConfig.@Nullable AccessLog spec) {
        if (spec == null) {
            return OFF;
        }
        Target target = new Target(spec);
        Path path = spec.path();
        try {
            if (path == null || !Files.exists(path) || Files.isRegularFile(path)) {
                target.open();
            } else if (Files.isDirectory(path)) {
                throw new IOException("it is a directory");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the access log " + path + " cannot be written: " + e + "; access_log.path names it", e);
        }
        AccessLog opened = new AccessLog(spec, target);
        if (opened.writer != null) {
            opened.writer.start();
        }
        return opened;
    }

    /** Whether requests with that path are logged. */
    public boolean wants(String path) {
        return writer != null && !leaveOut.contains(path);
    }

    /** Whether lines have what was asked. */
    public boolean questions() {
        return questions;
    }

    /** Logs a request. Never waits: where there is no room the line is dropped and counted. */
    public void add(LoggedRequest request) {
        StringBuilder line = new StringBuilder(512);
        format.append(line, request);
        queue.add(line.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Opens the file by its name again, which somebody may have renamed. */
    public void reopen() {
        if (writer != null) {
            writer.reopen();
        }
    }

    /** Whether there is a log. */
    public boolean on() {
        return writer != null;
    }

    /** Lines that were written since the start. */
    public long written() {
        return writer == null ? 0 : writer.written();
    }

    /** Lines that were dropped since the start, because those before them could not be written in time. */
    public long dropped() {
        return queue.dropped();
    }

    /**
     * Writes what waits and ends; the future completes then.
     *
     * @param patience how long that may take; what is left then is lost
     */
    public CompletableFuture<Void> close(Duration patience) {
        return writer == null ? CompletableFuture.completedFuture(null) : writer.close(patience);
    }
}
