package io.teal.simulator.api;

import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.ResponseHead;
import java.nio.charset.StandardCharsets;

/** The ordinary complete answers: JSON, plain text, Chatchat's business errors. */
public final class Replies {
    private Replies() {}

    /** Answers this JSON text. */
    public static void json(Exchange exchange, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.reply(ResponseHead.json(status, bytes.length), bytes);
    }

    /** Answers this JSON text with an {@code allow} header in front, as Starlette's 405 does. */
    static void json(Exchange exchange, int status, String body, String allow) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.reply(
                ResponseHead.status(status)
                        .with("allow", allow)
                        .with("content-length", Integer.toString(bytes.length))
                        .with("content-type", "application/json"),
                bytes);
    }

    /** Answers plain text. */
    public static void text(Exchange exchange, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.reply(
                ResponseHead.status(status)
                        .with("content-length", Integer.toString(bytes.length))
                        .with("content-type", "text/plain; charset=utf-8"),
                bytes);
    }

    /** What Starlette answers for an uncaught exception before the response has begun. */
    public static void internalError(Exchange exchange) {
        text(exchange, 500, "Internal Server Error");
    }

    /** Chatchat's business answer: HTTP 200 whatever the code. */
    public static void business(Exchange exchange, int code, String message, String dataJson) {
        json(
                exchange,
                200,
                "{\"code\":" + code + ",\"msg\":" + PythonJson.compact(message) + ",\"data\":" + dataJson + "}");
    }
}
