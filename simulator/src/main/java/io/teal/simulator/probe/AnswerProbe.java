package io.teal.simulator.probe;

import io.teal.simulator.api.Replies;
import io.teal.simulator.api.Router;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Small answers of a special form: late, with any status, with trailers, after an interim response. */
final class AnswerProbe {
    private static final byte[] NOTHING = new byte[0];

    private AnswerProbe() {}

    /** Answers after {@code ms} milliseconds. */
    static void slow(Exchange exchange, FaultSet faults) {
        long millis = exchange.head().number("ms", 1000);
        exchange.later(
                TimeUnit.MILLISECONDS.toNanos(millis),
                () -> Replies.json(exchange, 200, "{\"slept_ms\":" + millis + "}"));
    }

    /** Answers the status in the path, with the query's {@code retry-after} and {@code location} as header fields. */
    static void status(Exchange exchange, FaultSet faults) {
        int code;
        try {
            code = Integer.parseInt(Router.segment(exchange.head(), 2));
        } catch (NumberFormatException e) {
            code = 400;
        }
        ResponseHead head = ResponseHead.status(code);
        for (String name : new String[] {"retry-after", "location", "cache-control", "set-cookie"}) {
            String value = exchange.head().parameter(name);
            if (value != null) {
                head = head.with(name, value);
            }
        }
        if (code == 204 || code == 304) {
            exchange.reply(head, NOTHING);
            return;
        }
        byte[] body = ("{\"status\":" + code + "}").getBytes(StandardCharsets.UTF_8);
        exchange.reply(
                head.with("content-length", Integer.toString(body.length)).with("content-type", "application/json"),
                body);
    }

    /** A chunked body with two trailer fields. */
    static void trailers(Exchange exchange, FaultSet faults) {
        exchange.begin(
                ResponseHead.status(200)
                        .with("content-type", "text/plain; charset=utf-8")
                        .with("trailer", "x-checksum, x-took"),
                true);
        exchange.send("with trailers".getBytes(StandardCharsets.UTF_8));
        exchange.raw("0\r\nx-checksum: 1b2a\r\nx-took: 12\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        exchange.endRaw();
    }

    /** 103 Early Hints (RFC 8297), then the answer. */
    static void earlyHints(Exchange exchange, FaultSet faults) {
        exchange.raw("HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload; as=style\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        Replies.json(exchange, 200, "{\"hinted\":true}");
    }
}
