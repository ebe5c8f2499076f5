package io.teal.gateway.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.teal.gateway.listener.Grammar;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.internal.buffer.BufferInternal;

/** A request that goes out on a connection of HTTP/1.1. A short body leaves in one piece with its head. Confined to the event loop. */
final class Http1Request implements OriginRequest {
    private static final byte[] VERSION = Grammar.ascii(" HTTP/1.1\r\n");
    private static final byte[] LAST_CHUNK = Grammar.ascii("0\r\n\r\n");
    private static final int LINE_END = '\r' << 8 | '\n';

    /** What a head usually needs. */
    private static final int USUAL_HEAD = 1024;

    /** A piece up to this long is copied behind what goes before it; a longer one is sent for itself. */
    private static final int SHORT = 16 << 10;

    private final Http1Connection connection;
    private final Channel channel;
    private final HttpMethod method;
    private final String target;
    private final HeadersMultiMap headers = HeadersMultiMap.httpHeaders();
    private boolean chunked;
    private boolean begun;

    Http1Request(Http1Connection connection, Channel channel, HttpMethod method, String target) {
        this.connection = connection;
        this.channel = channel;
        this.method = method;
        this.target = target;
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public void chunked() {
        chunked = true;
        var unused = headers.set(HttpHeaders.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }

    @Override
    public void sendHead() {
        send(head(0));
    }

    @Override
    public void write(Buffer piece) {
        if (piece.length() > 0) {
            send(piece, false);
        }
    }

    @Override
    public void end(Buffer piece) {
        if (piece.length() > 0) {
            send(piece, true);
        } else {
            end();
        }
    }

    @Override
    public void end() {
        ByteBuf out = begun ? null : head(LAST_CHUNK.length);
        if (chunked) {
            out = (out == null ? channel.alloc().ioBuffer(LAST_CHUNK.length) : out).writeBytes(LAST_CHUNK);
        }
        if (out != null) {
            send(out);
        }
    }

    private void send(Buffer piece, boolean last) {
        ByteBuf bytes = ((BufferInternal) piece).getByteBuf();
        int length = bytes.readableBytes();
        boolean joined = length <= SHORT;
        int more = (joined ? length : 0) + 2 * Integer.BYTES + LAST_CHUNK.length;
        ByteBuf out = begun ? channel.alloc().ioBuffer(more) : head(more);
        if (chunked) {
            var unused = ByteBufUtil.writeAscii(out, Integer.toHexString(length));
            out.writeShort(LINE_END);
        }
        if (joined) {
            out.writeBytes(bytes, bytes.readerIndex(), length);
        } else {
            var unused = channel.write(out, channel.voidPromise());
            // It may have to go out once more, to another server.
            var unusedBytes = channel.write(bytes.retainedDuplicate(), channel.voidPromise());
            out = channel.alloc().ioBuffer(2 + LAST_CHUNK.length);
        }
        if (chunked) {
            out.writeShort(LINE_END);
            if (last) {
                out.writeBytes(LAST_CHUNK);
            }
        }
        send(out);
    }

    private void send(ByteBuf bytes) {
        // A write that fails closes the channel, which is heard of by whoever waits for the answer.
        var unused = channel.writeAndFlush(bytes, channel.voidPromise());
    }

    private ByteBuf head(int more) {
        begun = true;
        ByteBuf out = channel.alloc().ioBuffer(USUAL_HEAD + more);
        var unused = ByteBufUtil.writeAscii(out, method.name());
        out.writeByte(' ');
        var unusedTarget = ByteBufUtil.writeUtf8(out, target);
        out.writeBytes(VERSION);
        headers.encode(out, false);
        return out.writeShort(LINE_END);
    }

    @Override
    public boolean full() {
        return connection.full();
    }

    @Override
    public void whenDrained(Runnable resume) {
        connection.whenDrained(resume);
    }
}
