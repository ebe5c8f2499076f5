package io.teal.gateway.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.compression.CodedBody;
import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.replay.StoredAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells a client an answer that is there, all of it: at once, or event by event at the pace of the route. Confined to the event
 * loop of the client.
 */
final class Replay extends Deadlines.Watch {
    /** The shortest time between two writes of a paced answer. */
    private static final long TICK_MILLIS = 10;

    private final Exchange exchange;
    private final StoredAnswer answer;
    private final ByteBuf bytes;
    private final int pace;
    private long begunAt;
    private int told;
    private long timer;
    private boolean held;
    private boolean over;

    private Replay(Exchange exchange, StoredAnswer answer, ByteBuf bytes, int pace) {
        this.exchange = exchange;
        this.answer = answer;
        this.bytes = bytes;
        this.pace = pace;
    }

    /** Tells a kept answer, with ids of its own and its age. */
    static void start(Asking asking, Entry entry) {
        Exchange exchange = asking.exchange();
        StoredAnswer answer = inForm(asking, entry.answer());
        CachedRoute route = asking.route();
        exchange.response().headers().set("Age", Long.toString(route.age(entry) / 1000));
        tell(
                asking,
                answer,
                bytes -> answer.fresh(bytes, TimeUnit.MILLISECONDS.toSeconds(route.now())),
                Outcome.OK,
                answer.streamed() ? route.policy().pace() : 0);
    }

    /** Tells an answer that has just come, in a form in which it did not. */
    static void first(Asking asking, StoredAnswer answer, Outcome outcome) {
        tell(asking, answer, bytes -> bytes.writeBytes(answer.bytes()), outcome, 0);
    }

    private static StoredAnswer inForm(Asking asking, StoredAnswer answer) {
        return asking.question().streamed() ? answer.asStream() : answer.asWhole();
    }

    /** @param body writes what is told */
    private static void tell(Asking asking, StoredAnswer answer, Consumer<ByteBuf> body, Outcome outcome, int pace) {
        Exchange exchange = asking.exchange();
        if (!exchange.open()) {
            exchange.end(Outcome.CLIENT_LEFT);
            return;
        }
        HttpServerResponse out = exchange.response();
        MultiMap head = HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, answer.contentType());
        if (answer.streamed()) {
            head.add(HttpHeaders.CACHE_CONTROL, "no-cache").add("X-Accel-Buffering", "no");
        }
        asking.route().forwarder().head(exchange, asking.to().upstream(), head);
        out.headers().set(Exchange.OUTCOME, outcome.word());
        // Vert.x does not let go of what it writes.
        ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(answer.length());
        body.accept(bytes);
        if (pace > 0 && answer.events() > 1 && exchange.request().version() != HttpVersion.HTTP_1_0) {
            new Replay(exchange, answer, bytes, pace).begin();
            return;
        }
        Buffer whole = BufferInternal.buffer(bytes);
        CodedBody coded = asking.route().forwarder().coded(exchange, answer.length());
        Buffer sent = coded == null ? whole : coded.last(whole);
        out.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(sent.length()));
        exchange.lastBytes();
        var unused = out.end(sent).onComplete(written -> bytes.release());
        exchange.end(outcome);
    }

    private void begin() {
        exchange.whenLeft(this::left);
        exchange.loop().deadlines().add(this);
        exchange.response().setChunked(true);
        begunAt = exchange.loop().deadlines().now();
        timer = exchange.loop().vertx().setPeriodic(Math.max(TICK_MILLIS, 1000 / pace), id -> tellDue());
        tellDue();
    }

    private void left() {
        if (!over) {
            stop();
            exchange.end(Outcome.CLIENT_LEFT);
        }
    }

    private void stop() {
        over = true;
        boolean unusedRelease = bytes.release();
        unwatch();
        boolean unused = exchange.loop().vertx().cancelTimer(timer);
    }

    /** The client has taken nothing for too long. */
    @Override
    protected void expired(long now) {
        stop();
        exchange.cut();
        exchange.end(Outcome.CLIENT_STALLED);
    }

    @Override
    protected void gatewayEnds() {
        stop();
        exchange.breakOff(Outcome.SHUTDOWN, answer.streamed(), false);
        exchange.end(Outcome.SHUTDOWN);
    }

    /** The first event at once, each further one when it is due; what a slow client does not take has to wait. */
    private void tellDue() {
        HttpServerResponse out = exchange.response();
        if (over) {
            return;
        }
        if (out.writeQueueFull()) {
            if (!held) {
                held = true;
                deadline(exchange.loop().deadlines().now() + FlightReader.STALL_NANOS);
            }
            return;
        }
        held = false;
        deadline(NEVER);
        double seconds = (exchange.loop().deadlines().now() - begunAt) / 1e9;
        int due = (int) Math.min(answer.events(), 1 + (long) (seconds * pace));
        if (due == told) {
            return;
        }
        int from = told == 0 ? 0 : answer.end(told - 1);
        ByteBuf piece = bytes.retainedSlice(from, answer.end(due - 1) - from);
        Buffer next = BufferInternal.buffer(piece);
        told = due;
        if (due < answer.events()) {
            var unused = out.write(next).onComplete(written -> piece.release());
        } else {
            stop();
            exchange.lastBytes();
            var unused = out.end(next).onComplete(written -> piece.release());
            exchange.end(Outcome.OK);
        }
    }
}
