package io.teal.gateway.forward;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.outcome.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

/**
 * Carries a server's answer to the client: head, body with backpressure, trailers. Events of an event stream leave as they
 * come. An answer that breaks off is never ended as if it were whole. Confined to the event loop.
 */
final class Relay {
    private final Forwarding forwarding;
    private final Attempt attempt;
    private final HttpClientResponse in;
    private final HttpServerResponse out;
    private final boolean bodyless;
    private final boolean eventStream;
    private final boolean untilClose;
    private final long declared;
    private long passed;
    private boolean begun;
    private boolean paused;
    private boolean ended;

    /** The last bytes that went out, newest lowest, to know whether an event is complete. */
    private int tail;

    Relay(Forwarding forwarding, Attempt attempt, HttpClientResponse in) {
        this.forwarding = forwarding;
        this.attempt = attempt;
        this.in = in;
        this.out = forwarding.exchange().response();
        int status = in.statusCode();
        this.bodyless =
                forwarding.exchange().request().method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
        String type = in.getHeader(HttpHeaders.CONTENT_TYPE);
        this.eventStream = type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
        this.declared = declaredLength(in);
        this.untilClose =
                !bodyless && declared < 0 && forwarding.exchange().request().version() == HttpVersion.HTTP_1_0;
    }

    private static long declaredLength(HttpClientResponse in) {
        String length = in.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    /** Lets the body flow. The head leaves with what of the body is here already, and else without waiting for it. */
    void start() {
        in.handler(chunk -> {
            try {
                chunk(chunk);
            } catch (RuntimeException bug) {
                forwarding.bug(bug);
            }
        });
        in.endHandler(done -> {
            try {
                end();
            } catch (RuntimeException bug) {
                forwarding.bug(bug);
            }
        });
        forwarding.exchange().loop().context().runOnContext(later -> {
            try {
                headWithoutBody();
            } catch (RuntimeException bug) {
                forwarding.bug(bug);
            }
        });
    }

    private void headWithoutBody() {
        if (!ended && !begun && forwarding.exchange().open()) {
            begin();
            if (!bodyless && declared != 0) {
                var unused = untilClose ? out.write(Buffer.buffer()) : out.writeHead();
            }
        }
    }

    /** Fills the head in. Not before something of the answer leaves: until then it may still become a failure's. */
    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        out.setStatusCode(in.statusCode());
        if (!forwarding.exchange().http2() && ownReason()) {
            out.setStatusMessage(in.statusMessage());
        }
        forwarding.heads().toClient(in.headers(), out.headers(), false);
        if (eventStream) {
            // Another proxy in front of this one shall not buffer the events either.
            out.headers().set("X-Accel-Buffering", "no");
        }
        if (untilClose) {
            // HTTP/1.0 knows no chunks: the end of the connection ends the body.
            out.headersEndHandler(head -> out.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
            out.endHandler(done -> {
                var unusedClosing = forwarding.exchange().request().connection().close();
            });
        } else if (!bodyless && declared < 0) {
            out.setChunked(true);
        }
    }

    /** Whether the reason phrase is not the usual one. Vert.x knows a 304, which has no length, only by its usual status. */
    private boolean ownReason() {
        String reason = in.statusMessage();
        return reason != null
                && in.statusCode() != 304
                && !reason.equals(HttpResponseStatus.valueOf(in.statusCode()).reasonPhrase());
    }

    private void chunk(Buffer chunk) {
        if (ended || bodyless) {
            return;
        }
        begin();
        passed += chunk.length();
        if (declared >= 0 && passed >= declared) {
            var unused = out.end(chunk);
            return;
        }
        if (eventStream) {
            remember(chunk);
        }
        var unused = out.write(chunk);
        if (out.writeQueueFull()) {
            paused = true;
            in.pause();
            attempt.paused(true);
            forwarding.clientSlow();
            out.drainHandler(drained -> drained());
        } else {
            forwarding.progress();
        }
    }

    private void drained() {
        if (ended || !paused) {
            return;
        }
        paused = false;
        forwarding.progress();
        in.resume();
        if (!paused) {
            attempt.paused(false);
        }
    }

    private void remember(Buffer chunk) {
        for (int i = Math.max(0, chunk.length() - 4); i < chunk.length(); i++) {
            tail = (tail << 8) | (chunk.getByte(i) & 0xff);
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        begin();
        if (!out.ended()) {
            if (!bodyless && declared < 0 && !in.trailers().isEmpty()) {
                forwarding.heads().trailers(in.trailers(), out.trailers());
            }
            var unused = out.end();
        }
        forwarding.answerComplete(attempt);
    }

    /** Stops passing anything on. */
    void stop() {
        ended = true;
    }

    /** Stops passing on an answer that broke off, and sees to it that the client cannot take it for whole. */
    void breakOff(Outcome failure) {
        if (ended) {
            return;
        }
        ended = true;
        Exchange exchange = forwarding.exchange();
        if (!exchange.open()) {
            return;
        }
        // An error event must neither fill up a declared length nor wait for a client that does not read.
        if (!eventStream || bodyless || declared >= 0 || out.writeQueueFull()) {
            exchange.cut();
            return;
        }
        var unused = out.write(errorEvent(failure));
        exchange.cut();
    }

    private Buffer errorEvent(Outcome failure) {
        JsonObject error = new JsonObject()
                .put("error", "the answer broke off: " + failure.tag())
                .put("request_id", forwarding.exchange().requestId());
        Buffer event = Buffer.buffer();
        if (!atEventBoundary()) {
            event.appendString("\r\n\r\n");
        }
        return event.appendString("data: ").appendString(error.encode()).appendString("\r\n\r\n");
    }

    /** Whether the bytes so far end with a blank line, in any of the three line ends of event streams. */
    private boolean atEventBoundary() {
        return passed == 0 || tail == 0x0d0a0d0a || (tail & 0xffff) == 0x0a0a || (tail & 0xffff) == 0x0d0d;
    }
}
