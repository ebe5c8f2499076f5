package io.teal.gateway.serve;

import io.netty.buffer.Unpooled;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.forward.AnswerHead;
import io.teal.gateway.forward.Forwarder;
import io.teal.gateway.forward.Recipient;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.replay.StoredAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client of a {@link Flight}. The flight speaks to it on the flight's event loop, in the order in which things happen; what
 * is said is done on the client's. What a slow client has not taken waits here and slows nobody; one that takes nothing for a
 * minute is cut off.
 */
final class FlightReader extends Deadlines.Watch {
    /** How long a client may take nothing at all, as nginx's {@code send_timeout}: 60 s. */
    static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Asking asking;
    private final Exchange exchange;
    private final Flight flight;
    private final boolean follower;
    private final Recipient client;
    private final ArrayDeque<byte[]> backlog = new ArrayDeque<>(0);
    private final AtomicLong waiting = new AtomicLong();
    private @Nullable OriginResponse in;
    private @Nullable AnswerHead framing;
    private @Nullable Runnable whenDrained;
    private @Nullable Outcome ending;
    private boolean taken;
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
            client.over(Outcome.CLIENT_LEFT, false);
        }
    }

    private void done() {
        over = true;
        unwatch();
        backlog.clear();
        waiting.set(0);
        resumeFlight();
    }

    private void resumeFlight() {
        Runnable resume = whenDrained;
        whenDrained = null;
        if (resume != null) {
            flight.on(resume);
        }
    }

    /** It has taken nothing for too long. */
    @Override
    protected void expired(long now) {
        done();
        flight.on(() -> flight.leave(this));
        exchange.cut();
        client.over(Outcome.CLIENT_STALLED, false);
    }

    /** What waits for a client that takes so little is not told any more. */
    @Override
    protected void gatewayEnds() {
        done();
        flight.on(() -> flight.leave(this));
        exchange.cut();
        exchange.end(Outcome.SHUTDOWN);
    }

    // Called on the flight's event loop.

    /** The answer begins. */
    void head(OriginResponse head, @Nullable Outcome known) {
        tell(() -> {
            if (known != null && another(known)) {
                return;
            }
            took();
            in = head;
            AnswerHead own = asking.route().forwarder().framing(exchange, head);
            framing = own;
            client.head(head, own, known);
            if (own.declared() < 0) {
                exchange.response().headers().remove(HttpHeaders.CONTENT_LENGTH);
            }
            if (follower) {
                exchange.response().headers().remove(HttpHeaders.SET_COOKIE);
            }
        });
    }

    void flush() {
        tell(() -> {
            if (framing != null && !client.told()) {
                client.flush(framing);
            }
        });
    }

    void piece(byte[] bytes) {
        tell(() -> {
            if (backlog.isEmpty() && !client.full()) {
                client.piece(buffer(bytes));
                return;
            }
            long unused = waiting.addAndGet(bytes.length);
            backlog.add(bytes);
            if (backlog.size() == 1) {
                exchange.loop().deadlines().add(this);
                stallsFrom(exchange.loop().deadlines().now());
                client.whenDrained(this::drained);
            }
        });
    }

    private void stallsFrom(long now) {
        deadline(now + STALL_NANOS);
    }

    void comment(Buffer comment) {
        tell(() -> {
            if (backlog.isEmpty() && !client.full()) {
                client.comment(comment.copy());
            }
        });
    }

    /** Has something called, on the flight's event loop, once nothing waits for the client any more, or it has left. */
    void whenDrained(Runnable resume) {
        tell(() -> {
            whenDrained = resume;
            if (backlog.isEmpty()) {
                resumeFlight();
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
            if (!another(outcome)) {
                took();
                done();
                Replay.first(asking, answer, outcome);
            }
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
        if (!another(outcome)) {
            done();
            exchange.fail(outcome, message, retryAfterSeconds);
        }
    }

    /** Whether an answer that will not do, or came to nothing, is replaced for this client. */
    private boolean another(Outcome outcome) {
        if (framing != null || outcome == Outcome.OK) {
            return false;
        }
        Entry stale = asking.stale();
        if (stale != null && outcome.blame() != Outcome.Blame.CLIENT && outcome != Outcome.NO_DOCUMENTS) {
            leaveFor(() -> asking.fallBack(stale));
            return true;
        }
        // Who asked first may have shown other credentials, and be refused for them.
        if (follower && asking.route().policy().shared() && outcome.blame() == Outcome.Blame.CLIENT) {
            leaveFor(asking::alone);
            return true;
        }
        return false;
    }

    private void leaveFor(Runnable other) {
        done();
        flight.on(() -> flight.leave(this));
        other.run();
    }

    private void took() {
        if (follower && !taken) {
            taken = true;
            asking.taken();
        }
    }

    private void drained() {
        run(() -> {
            byte[] next;
            while (!client.full() && (next = backlog.poll()) != null) {
                long unused = waiting.addAndGet(-next.length);
                client.piece(buffer(next));
            }
            if (!backlog.isEmpty()) {
                stallsFrom(exchange.loop().deadlines().now());
                client.whenDrained(this::drained);
                return;
            }
            unwatch();
            resumeFlight();
            if (ending != null) {
                finish(ending);
            }
        });
    }

    private void finish(Outcome outcome) {
        done();
        OriginResponse head = in;
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
