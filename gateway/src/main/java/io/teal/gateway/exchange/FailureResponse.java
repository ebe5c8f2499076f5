package io.teal.gateway.exchange;

import io.teal.gateway.failure.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * How a failure is told to a client: its status and a JSON body in the shape that clients of question answering servers
 * understand, an object under {@code error}.
 */
final class FailureResponse {
    /** How long a client may go on sending the rest of a body nobody reads before its connection is closed. */
    private static final long LINGER_MILLIS = 2_000;

    private FailureResponse() {}

    static void send(Exchange exchange, Failure failure, String message, int retryAfterSeconds) {
        HttpServerRequest request = exchange.request();
        HttpServerResponse response = request.response();
        if (!exchange.open() || response.headWritten()) {
            return;
        }
        response.setStatusCode(failure.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        response.putHeader("X-Request-ID", exchange.requestId());
        if (retryAfterSeconds > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
        }
        byte[] body = new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("type", failure.tag())
                                .put("message", message)
                                .put("request_id", exchange.requestId()))
                .toBuffer()
                .getBytes();
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        boolean bodyUnread = !request.isEnded() && mayHaveBody(request);
        if (bodyUnread && !exchange.http2()) {
            // The rest of the body would be taken for the next request's head: this connection is over.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            discardRest(exchange);
        }
        var unused = request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(Buffer.buffer(body));
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        && !"0".equals(request.getHeader(HttpHeaders.CONTENT_LENGTH)));
    }

    /** Reads and drops what the client still sends, so that it sees the answer rather than a reset (RFC 9112 9.6). */
    private static void discardRest(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        request.exceptionHandler(gone -> {});
        request.handler(dropped -> {});
        request.endHandler(done -> {
            var unusedClosing = request.connection().close();
        });
        request.resume();
        long unused = exchange.loop().vertx().setTimer(LINGER_MILLIS, id -> {
            var unusedClosing = request.connection().close();
        });
    }
}
