package io.teal.benchmarks.race;

import io.teal.benchmarks.contest.Backend;
import io.teal.benchmarks.load.Reply;
import io.teal.benchmarks.tool.KeptConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Asks again and again, on as many connections as there are threads in {@link #look}, and notes who answered. */
final class ColourWatch {
    private static final String EITHER = "";

    private final int port;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong old = new AtomicLong();
    private volatile String expected;
    private volatile boolean over;

    ColourWatch(int port, String colour) {
        this.port = port;
        this.expected = colour;
    }

    /** From now on a request may be answered by any colour. */
    void either() {
        expected = EITHER;
    }

    /** A request that is sent from now on must be answered by this colour. */
    void only(String colour) {
        expected = colour;
    }

    void end() {
        over = true;
    }

    /** Answers that were looked at. */
    long seen() {
        return seen.get();
    }

    /** Requests that got no good answer, or none. */
    long failed() {
        return failed.get();
    }

    /** Answers of another colour than they had to be when the request was sent. */
    long old() {
        return old.get();
    }

    /** Asks until the end. */
    void look() {
        byte[] request = Backend.request(Backend.SMALL).bytes(port);
        while (!over) {
            try (KeptConnection connection = KeptConnection.open(port)) {
                while (!over) {
                    String must = expected;
                    judge(connection.exchange(request), must);
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }
    }

    private void judge(Reply reply, String must) {
        seen.incrementAndGet();
        if (reply.status() != 200 || KeptConnection.length(reply) != Backend.SMALL) {
            failed.incrementAndGet();
        } else if (!must.equals(EITHER) && !reply.body().contains("\"colour\":\"" + must + "\"")) {
            old.incrementAndGet();
        }
    }
}
