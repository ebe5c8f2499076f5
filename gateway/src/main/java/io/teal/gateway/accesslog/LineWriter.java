package io.teal.gateway.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that writes lines. It collects many into one write, and keeps those that could not be written to try again. */
final class LineWriter implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LineWriter.class);
    private static final int BATCH = 64 << 10;

    /** So long a line waits at most for others to be written with it. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LineQueue queue;
    private final Target target;
    private final Thread thread;
    private ByteBuffer batch = ByteBuffer.allocateDirect(BATCH);
    private long inBatch;
    private boolean failing;
    private final LongAdder written = new LongAdder();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean reopen;
    private volatile boolean ending;

    LineWriter(LineQueue queue, Target target) {
        this.queue = queue;
        this.target = target;
        this.thread = new Thread(this, "teal-access-log");
        thread.setDaemon(true);
        queue.takenBy(thread);
    }

    void start() {
        thread.start();
    }

    /** Opens the file by its name again before the next line. Any thread. */
    void reopen() {
        reopen = true;
        LockSupport.unpark(thread);
    }

    /** Lines that were written. Any thread. */
    long written() {
        return written.sum();
    }

    /** Writes what waits, as far as that is possible in so long, and ends; the future completes then. Any thread. */
    CompletableFuture<Void> close(Duration patience) {
        ending = true;
        LockSupport.unpark(thread);
        return ended.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS).exceptionally(late -> {
            target.abandon();
            return null;
        });
    }

    @Override
    public void run() {
        while (true) {
            boolean last = ending;
            if (reopen) {
                reopen = false;
                target.close();
                // The file that comes begins with a whole line, though one before was left cut by a disk that was full.
                backToLineStart();
            }
            if (fill() ? !write() && last : last) {
                break;
            }
            if (failing) {
                LockSupport.parkNanos(RETRY_NANOS);
            } else if (queue.peek() == null && !ending) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        queue.lost(inBatch);
        target.close();
        ended.complete(null);
    }

    /** Whether there is something to write: what could not be written before, or as many whole lines as belong into one write. */
    private boolean fill() {
        if (inBatch > 0) {
            return true;
        }
        batch.clear();
        for (byte[] line = queue.peek(); line != null; line = queue.peek()) {
            if (line.length > batch.remaining() && inBatch > 0) {
                break;
            }
            if (line.length > batch.capacity()) {
                batch = ByteBuffer.allocateDirect(line.length);
            }
            batch.put(line);
            queue.remove(line);
            inBatch++;
        }
        batch.flip();
        return inBatch > 0;
    }

    private boolean write() {
        try {
            if (batch.position() == 0) {
                target.prepare(batch.limit());
            } else {
                target.open();
            }
            target.write(batch);
            written.add(inBatch);
            inBatch = 0;
            if (failing) {
                failing = false;
                log.info("the access log is written again");
            }
            return true;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                log.warn("the access log cannot be written, lines wait and then are dropped: {}", e.toString());
            }
            // A full disk may have room again, and the line goes on where it was cut. A pipe's next reader begins with
            // a line.
            if (target.named() && !target.regular()) {
                target.close();
                backToLineStart();
            }
            return false;
        }
    }

    private void backToLineStart() {
        int at = batch.position();
        while (at > 0 && batch.get(at - 1) != '\n') {
            at--;
        }
        batch.position(at);
    }
}
