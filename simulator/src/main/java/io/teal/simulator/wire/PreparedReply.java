package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** A complete 200 response rendered once, of which only the date changes: what a benchmark's backend answers. */
public final class PreparedReply {
    private static final byte[] START = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final byte[] rest;
    private final int bodyLength;

    private PreparedReply(byte[] rest, int bodyLength) {
        this.rest = rest;
        this.bodyLength = bodyLength;
    }

    /** A reply whose body is this JSON text. */
    public static PreparedReply json(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String rest = "content-length: " + bytes.length + "\r\ncontent-type: application/json\r\n\r\n" + body;
        return new PreparedReply(rest.getBytes(StandardCharsets.UTF_8), bytes.length);
    }

    ByteBuf render(ByteBufAllocator allocator, DateLine date, boolean withBody) {
        ByteBuf reply = allocator.directBuffer(START.length + 64 + rest.length);
        reply.writeBytes(START);
        ByteBufUtil.writeAscii(reply, date.text());
        reply.writeBytes(rest, 0, withBody ? rest.length : rest.length - bodyLength);
        return reply;
    }
}
