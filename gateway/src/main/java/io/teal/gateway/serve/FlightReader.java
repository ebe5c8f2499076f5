package io.teal.gateway.serve;

import io.netty.buffer.Unpooled;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.AnswerHead;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Recipient;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.replay.StoredAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client of a {@link Flight}. The flight speaks to it on the flight's event loop, in the order in which things happen; what
 * is said is done on the client's. What a slow client has not taken waits here and slows nobody.
 */
final class FlightReader {
    private final Asking asking;
    private final Exchange exchange;
    private final Flight flight;
    private final boolean follower;
    private final Recipient client;
    private final ArrayDeque<byte[]> backlog = new ArrayDeque<>(0);
    private final AtomicLong waiting = new AtomicLong();
    private @Nullable HttpClientResponse in;
    private @Nullable AnswerHead framing;
    private @Nullable Runnable whenDrained;
    private @Nullable Outcome ending;
    private boolean over;

    /**
     * @param follower whether others asked before it
     */
    FlightReader(Asking asking, Flight flight, boolean follower) {
        this.asking = asking;
        this.exchange = asking.exchange();
        this.flight = flight;
        this.follower = follower;
        this.client = asking.route().forwarder().client(exchange, asking.to());
    }

    Asking asking() {
        return asking;
    }

    /** Bytes that wait for the client. Any thread. */
    long waiting() {
        return waiting.get();
    }

    // Called on the client's event loop.

    /** The client has left. */
    void left() {
        if (!over) {
            done();
            flight.on(() -> flight.leave(this));
            exchange.end(Outcome.CLIENT_LEFT);
        }
    }

    private void done() {
        over = true;
        backlog.clear();
        waiting.set(0);
    }

    // Called on the flight's event loop.

    /** The answer begins. */
    void head(HttpClientResponse head, @Nullable Outcome known) {
        tell(() -> {
            if (known != null && known.counts() == Outcome.Counts.AGAINST && fallBack()) {
                return;
            }
            in = head;
            AnswerHead own = asking.route().forwarder().framing(exchange, head);
            framing = own;
            client.head(head, own, known);
            if (follower) {
                exchange.response().headers().remove(HttpHeaders.SET_COOKIE);
            }
        });
    }

    void flush() {
        tell(() -> {
            if (framing != null) {
                client.flush(framing);
            }
        });
    }

    void piece(byte[] bytes) {
        tell(() -> {
            if (!backlog.isEmpty() || client.full()) {
                long unused = waiting.addAndGet(bytes.length);
                backlog.add(bytes);
                if (backlog.size() == 1) {
                    client.whenDrained(this::drained);
                }
            } else {
                client.piece(buffer(bytes));
            }
        });
    }

    void comment(Buffer comment) {
        tell(() -> {
            if (backlog.isEmpty() && !client.full()) {
                client.comment(comment.copy());
            }
        });
    }

    /** Has something called, on the flight's event loop, once nothing waits for the client any more. */
    void whenDrained(Runnable resume) {
        tell(() -> {
            if (backlog.isEmpty()) {
                flight.on(resume);
            } else {
                whenDrained = resume;
            }
        });
    }

    /** All pieces were told. */
    void end(Outcome outcome) {
        tell(() -> {
            ending = outcome;
            if (backlog.isEmpty()) {
                finish(outcome);
            }
        });
    }

    /** The answer, all of it, for a client that was told nothing yet. */
    void whole(StoredAnswer answer, Outcome outcome) {
        tell(() -> {
            if (outcome.counts() == Outcome.Counts.AGAINST && fallBack()) {
                return;
            }
            done();
            Replay.first(asking, answer, outcome);
        });
    }

    /** Another gateway has computed it. */
    void found(Entry entry) {
        tell(() -> {
            done();
            asking.coalesced(entry);
        });
    }

    void breakOff(Outcome outcome, boolean asEvent) {
        tell(() -> {
            if (framing == null) {
                refuse(outcome, Forwarder.explain(outcome, asking.to().upstream()), 0);
            } else {
                boolean told = asEvent && backlog.isEmpty();
                done();
                client.breakOff(outcome, told, false);
                client.over(outcome, false);
            }
        });
    }

    void fail(Outcome outcome, String message, int retryAfterSeconds) {
        tell(() -> refuse(outcome, message, retryAfterSeconds));
    }

    /** The flight was over when the client came to join. */
    void again() {
        tell(() -> {
            done();
            asking.again();
        });
    }

    private void tell(Runnable what) {
        if (flight.loop().index() == exchange.loop().index()) {
            run(what);
        } else {
            exchange.loop().context().runOnContext(there -> run(what));
        }
    }

    private void run(Runnable what) {
        if (over) {
            return;
        }
        try {
            what.run();
        } catch (RuntimeException bug) {
            done();
            flight.on(() -> flight.leave(this));
            exchange.failUnexpectedly(bug);
        }
    }

    private void refuse(Outcome outcome, String message, int retryAfterSeconds) {
        if (!fallBack()) {
            done();
            exchange.fail(outcome, message, retryAfterSeconds);
        }
    }

    /** Whether an answer that is older than it should be takes the place of one that came to nothing. */
    private boolean fallBack() {
        Entry stale = asking.stale();
        if (stale == null || framing != null) {
            return false;
        }
        done();
        flight.on(() -> flight.leave(this));
        asking.fallBack(stale);
        return true;
    }

    private void drained() {
        if (over) {
            return;
        }
        byte[] next;
        while (!client.full() && (next = backlog.poll()) != null) {
            long unused = waiting.addAndGet(-next.length);
            client.piece(buffer(next));
        }
        if (!backlog.isEmpty()) {
            client.whenDrained(this::drained);
            return;
        }
        Runnable resume = whenDrained;
        whenDrained = null;
        if (resume != null) {
            flight.on(resume);
        }
        if (ending != null) {
            finish(ending);
        }
    }

    private void finish(Outcome outcome) {
        done();
        HttpClientResponse head = in;
        AnswerHead own = framing;
        client.lastBytes();
        if (head != null && own != null) {
            client.end(head, own, null, outcome);
        }
        client.over(outcome, false);
    }

    /** The bytes belong to all readers: they are wrapped, not copied. */
    private static Buffer buffer(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }
}
