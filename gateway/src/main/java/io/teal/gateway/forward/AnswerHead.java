package io.teal.gateway.forward;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * How the body of an answer is framed.
 *
 * @param declared bytes the body has, -1 when the server does not say
 * @param bodyless whether there is none, whatever the head says
 * @param eventStream whether it is an event stream
 * @param untilClose whether the end of the connection will end the body: HTTP/1.0 knows no chunks
 * @param coded whether it has a content coding
 */
public record AnswerHead(long declared, boolean bodyless, boolean eventStream, boolean untilClose, boolean coded) {

    static AnswerHead of(HttpMethod method, HttpVersion version, OriginResponse in) {
        int status = in.status();
        boolean bodyless = method.equals(HttpMethod.HEAD) || status == 204 || status == 304;
        String length = in.header(HttpHeaders.CONTENT_LENGTH);
        long declared = length == null ? -1 : Long.parseLong(length);
        String type = in.header(HttpHeaders.CONTENT_TYPE);
        return new AnswerHead(
                declared,
                bodyless,
                type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17),
                !bodyless && declared < 0 && version == HttpVersion.HTTP_1_0,
                in.headers().contains(HttpHeaders.CONTENT_ENCODING));
    }

    /** The same for who does not pass all the bytes on: what the server says of their number does not hold. */
    AnswerHead undeclared(HttpVersion version) {
        return new AnswerHead(-1, bodyless, eventStream, !bodyless && version == HttpVersion.HTTP_1_0, coded);
    }

    /** Whether events and comments of the gateway's own can stand in the body. */
    boolean comments() {
        return eventStream && !bodyless && declared < 0 && !coded;
    }

    /** Fills a client's head in; {@code outcome} is told when it is known already. */
    void fill(Exchange exchange, OriginResponse in, Heads heads, @Nullable Outcome outcome) {
        HttpServerResponse out = exchange.response();
        out.setStatusCode(in.status());
        if (!exchange.http2() && ownReason(in)) {
            out.setStatusMessage(in.reason());
        }
        heads.toClient(exchange, in.headers(), false);
        if (outcome != null) {
            out.headers().set(Exchange.OUTCOME, outcome.word());
        }
        if (eventStream) {
            // Another proxy in front of this one shall not buffer the events either.
            out.headers().set("X-Accel-Buffering", "no");
        }
        if (untilClose) {
            closeAfter(exchange);
        } else if (!bodyless && declared < 0) {
            out.setChunked(true);
        }
    }

    private static void closeAfter(Exchange exchange) {
        HttpServerResponse out = exchange.response();
        out.headersEndHandler(head -> out.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        out.endHandler(done -> {
            var unusedClosing = exchange.request().connection().close();
        });
    }

    /**
     * Fills the trailers in: the server's, and the outcome of an answer that was read, for clients that say they look at
     * trailers (RFC 9110 6.5.1).
     */
    void trailers(Exchange exchange, OriginResponse in, Heads heads, @Nullable Outcome outcome) {
        HttpServerResponse out = exchange.response();
        if (!in.trailers().isEmpty()) {
            heads.trailers(in.trailers(), out.trailers());
        }
        if (outcome != null
                && !untilClose
                && !out.headers().contains(Exchange.OUTCOME)
                && (exchange.http2() || exchange.request().headers().contains("TE", "trailers", true))) {
            out.trailers().set(Exchange.OUTCOME, outcome.word());
        }
    }

    /** Whether the reason phrase is not the usual one. Vert.x knows a 304, which has no length, only by its usual status. */
    private static boolean ownReason(OriginResponse in) {
        String reason = in.reason();
        return reason != null
                && in.status() != 304
                && !reason.equals(HttpResponseStatus.valueOf(in.status()).reasonPhrase());
    }
}
