package io.teal.simulator.wire;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/**
 * The head of a response under construction. The status line is followed by {@code date} and {@code server}, as
 * uvicorn writes them, and then by the fields in the order given, without any check: a broken head can be written too.
 */
public final class ResponseHead {
    private final int status;
    private final StringBuilder fields = new StringBuilder(160);
    private boolean close;
    private long length = -1;

    private ResponseHead(int status) {
        this.status = status;
    }

    /** A head with this status and no fields yet. */
    public static ResponseHead status(int status) {
        return new ResponseHead(status);
    }

    /** The head with one more field at its end. */
    public ResponseHead with(String name, String value) {
        if (name.equals("content-length")) {
            length = Long.parseLong(value);
        }
        fields.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** The head of a JSON body of {@code length} bytes, fields in Starlette's order. */
    public static ResponseHead json(int status, int length) {
        return new ResponseHead(status)
                .with("content-length", Integer.toString(length))
                .with("content-type", "application/json");
    }

    /** The head of an event stream, fields in the order of sse-starlette 1.8. */
    public static ResponseHead events() {
        return new ResponseHead(200)
                .with("cache-control", "no-cache")
                .with("connection", "keep-alive")
                .with("x-accel-buffering", "no")
                .with("content-type", "text/event-stream; charset=utf-8");
    }

    void closing() {
        close = true;
    }

    /** The length it declares; -1 when it declares none. */
    long length() {
        return length;
    }

    byte[] bytes(DateLine date, boolean chunked) {
        StringBuilder head = new StringBuilder(fields.length() + 128);
        head.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\n");
        head.append(date.text()).append(fields);
        if (chunked) {
            head.append("transfer-encoding: chunked\r\n");
        }
        if (close) {
            head.append("connection: close\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        // Python's http.HTTPStatus phrases agree with Netty's for every status used here.
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
