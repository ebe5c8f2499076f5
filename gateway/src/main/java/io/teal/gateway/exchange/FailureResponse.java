package io.teal.gateway.exchange;

import io.teal.gateway.outcome.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * How a outcome is told to a client: its status and a JSON body in the shape that clients of question answering servers
 * understand, an object under {@code error}.
 */
final class FailureResponse {
    private FailureResponse() {}

    static void send(Exchange exchange, Outcome outcome, String message, int retryAfterSeconds) {
        HttpServerRequest request = exchange.request();
        HttpServerResponse response = request.response();
        if (!exchange.open() || response.headWritten()) {
            exchange.end(outcome);
            return;
        }
        response.setStatusCode(outcome.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        response.putHeader("X-Request-ID", exchange.requestId());
        response.putHeader(Exchange.OUTCOME, outcome.word());
        if (retryAfterSeconds > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
        }
        boolean bodyUncertain =
                outcome == Outcome.BODY_TOO_LARGE || request.headers().contains(HttpHeaders.EXPECT);
        if (!exchange.http2() && bodyUncertain) {
            // The client may send the body it announced, or stop: where its next request would begin is anybody's
            // guess.
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Buffer body = new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("type", outcome.tag())
                                .put("message", message)
                                .put("request_id", exchange.requestId()))
                .toBuffer();
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        exchange.lastBytes();
        var unused = request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
        exchange.dropRestOfBody();
        exchange.end(outcome);
    }

    /** An event that says that the answer broke off. */
    static Buffer event(Exchange exchange, Outcome outcome, boolean midEvent) {
        JsonObject error = new JsonObject()
                .put("error", "the answer broke off: " + outcome.tag())
                .put("request_id", exchange.requestId());
        Buffer event = Buffer.buffer();
        if (midEvent) {
            event.appendString("\r\n\r\n");
        }
        return event.appendString("data: ").appendString(error.encode()).appendString("\r\n\r\n");
    }
}
