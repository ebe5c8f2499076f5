package io.teal.simulator.wire;

import java.nio.charset.StandardCharsets;

/** A request as an instance received it: its head as text and the beginning of its body. */
public final class ReceivedRequest {
    private final RequestHead head;
    private final byte[] body;
    private final long bodyLength;
    private final long connection;

    ReceivedRequest(RequestHead head, byte[] body, long bodyLength, long connection) {
        this.head = head;
        this.body = body;
        this.bodyLength = bodyLength;
        this.connection = connection;
    }

    /** The parsed head. */
    public RequestHead head() {
        return head;
    }

    /** Request line and header fields in the order received, up to and with the empty line. */
    public String headText() {
        return head.text();
    }

    /** The body's first bytes, at most {@value Ledger#BODY_KEPT}. */
    public byte[] body() {
        return body.clone();
    }

    /** The kept part of the body, read as UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** How many bytes of body came, framing not counted. */
    public long bodyLength() {
        return bodyLength;
    }

    /** A number that is the same for requests that came over one connection. */
    public long connection() {
        return connection;
    }
}
