package io.teal.benchmarks.contest;

import io.teal.benchmarks.load.Reply;
import io.teal.benchmarks.tool.KeptConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Asks again and again, on as many connections as there are threads in {@link #look}, and notes who answered. */
public final class ColourWatch {
    private static final String EITHER = "";

    private final int port;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong old = new AtomicLong();
    private volatile String expected;
    private volatile boolean over;

    /**
     * Nobody asks yet.
     *
     * @param port of the gateway on 127.0.0.1
     * @param colour that must answer at first
     */
    public ColourWatch(int port, String colour) {
        this.port = port;
        this.expected = colour;
    }

    /** From now on a request may be answered by any colour. */
    public void either() {
        expected = EITHER;
    }

    /** A request that is sent from now on must be answered by this colour. */
    public void only(String colour) {
        expected = colour;
    }

    /** Lets all threads come to their end. */
    public void end() {
        over = true;
    }

    /** Answers that were looked at. */
    public long seen() {
        return seen.get();
    }

    /** Requests that got no good answer, or none. */
    public long failed() {
        return failed.get();
    }

    /** Answers of another colour than they had to be when the request was sent. */
    public long old() {
        return old.get();
    }

    /** Asks until the end. */
    public void look() {
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
