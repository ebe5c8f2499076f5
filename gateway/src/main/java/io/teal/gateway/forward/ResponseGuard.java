package io.teal.gateway.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.teal.gateway.listener.Grammar;
import org.jspecify.annotations.Nullable;

/**
 * The first reader of what a server sends on an HTTP/1 connection. The decoder behind it is lenient by design: it joins folded
 * lines, skips spaces before colons and settles conflicting lengths by itself, and a client of the gateway may settle them
 * otherwise. So a head is held until it is complete, and passes only when it is plainly valid (RFC 9112); its body is the
 * decoder's. Runs on the connection's event loop.
 */
final class ResponseGuard extends ChannelInboundHandlerAdapter {
    private static final int LARGEST_HEAD = 128 << 10;
    private static final int MOST_FIELDS = 1000;
    private static final int MOST_INTERIM = 32;
    private static final byte[] VERSION = Grammar.ascii("http/1.");
    private static final byte[] CONTENT_LENGTH = Grammar.ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = Grammar.ascii("transfer-encoding");
    private static final byte[] CHUNKED = Grammar.ascii("chunked");

    /** Version, space and status code. */
    private static final int SHORTEST_STATUS_LINE = 12;

    private boolean awaited;
    private boolean upgrade;
    private boolean broken;
    private int interim;
    private @Nullable ByteBuf held;
    private int searched;

    /**
     * A request goes out: the next bytes are a head.
     *
     * @param asksUpgrade whether 101 is a possible answer
     */
    void expect(boolean asksUpgrade) {
        awaited = true;
        upgrade = asksUpgrade;
        interim = 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (broken && msg instanceof ByteBuf rest) {
            rest.release();
        } else if (awaited && msg instanceof ByteBuf bytes) {
            head(ctx, bytes);
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    private void head(ChannelHandlerContext ctx, ByteBuf in) {
        ByteBuf bytes = in;
        ByteBuf before = held;
        if (before != null) {
            held = null;
            bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
        }
        int from = bytes.readerIndex();
        try {
            while (awaited) {
                int end = end(bytes, from);
                if (end < 0) {
                    hold(ctx, bytes, from);
                    return;
                }
                passed(check(bytes, from, end));
                from = end;
                searched = 0;
            }
        } catch (InvalidResponse invalid) {
            broken = true;
            bytes.release();
            ctx.fireExceptionCaught(invalid);
            return;
        }
        ctx.fireChannelRead(bytes);
    }

    private void hold(ChannelHandlerContext ctx, ByteBuf bytes, int from) {
        if (from == bytes.readerIndex()) {
            held = bytes;
            return;
        }
        int left = bytes.writerIndex() - from;
        if (left > 0) {
            held = ctx.alloc().buffer(left).writeBytes(bytes, from, left);
        }
        ctx.fireChannelRead(bytes.writerIndex(from));
    }

    /** After an interim head another one follows (RFC 9110 15.2). */
    private void passed(int status) throws InvalidResponse {
        if (status >= 200) {
            awaited = false;
        } else if (status == 101) {
            require(upgrade, "101 to a request that asked for no upgrade");
            awaited = false;
        } else {
            require(++interim <= MOST_INTERIM, "too many interim responses");
        }
    }

    /** The index after the blank line that ends a head, -1 when it has not come. */
    private int end(ByteBuf bytes, int from) throws InvalidResponse {
        int size = bytes.writerIndex() - from;
        for (int i = 0; i < Math.min(size, VERSION.length); i++) {
            require((bytes.getByte(from + i) | (i < 4 ? 0x20 : 0)) == VERSION[i], "no HTTP/1 status line");
        }
        for (int i = from + Math.max(searched, SHORTEST_STATUS_LINE); i < bytes.writerIndex(); i++) {
            if (bytes.getByte(i) == '\n') {
                require(bytes.getByte(i - 1) == '\r', "a bare line feed in a head");
                if (bytes.getByte(i - 2) == '\n') {
                    require(i - from < LARGEST_HEAD, "a head that is too large");
                    return i + 1;
                }
            }
        }
        require(size < LARGEST_HEAD, "a head that is too large");
        searched = size;
        return -1;
    }

    /** Checks a complete head; its status code. */
    private static int check(ByteBuf bytes, int from, int end) throws InvalidResponse {
        int line = lineEnd(bytes, from);
        int status = status(bytes, from, line);
        long length = -1;
        boolean chunked = false;
        int fields = 0;
        for (int start = line + 2; start < end - 2; start = line + 2) {
            line = lineEnd(bytes, start);
            int colon = name(bytes, start, line);
            require(++fields <= MOST_FIELDS, "too many fields");
            if (Grammar.same(bytes, start, colon, CONTENT_LENGTH)) {
                require(length < 0, "more than one Content-Length");
                length = Grammar.contentLength(bytes, valueStart(bytes, colon, line), valueEnd(bytes, colon, line));
                require(length >= 0, "a Content-Length that is no number");
            } else if (Grammar.same(bytes, start, colon, TRANSFER_ENCODING)) {
                require(!chunked, "more than one Transfer-Encoding");
                chunked = Grammar.same(bytes, valueStart(bytes, colon, line), valueEnd(bytes, colon, line), CHUNKED);
                require(chunked, "a transfer coding other than chunked");
                require(bytes.getByte(from + VERSION.length) == '1', "a transfer coding in HTTP/1.0");
            }
        }
        require(!chunked || length < 0, "both Content-Length and Transfer-Encoding");
        return status;
    }

    private static int status(ByteBuf bytes, int from, int end) throws InvalidResponse {
        int code = from + VERSION.length + 2;
        byte minor = bytes.getByte(code - 2);
        boolean complete = end - from >= SHORTEST_STATUS_LINE
                && (minor == '0' || minor == '1')
                && bytes.getByte(code - 1) == ' '
                && Grammar.digit(bytes.getByte(code))
                && Grammar.digit(bytes.getByte(code + 1))
                && Grammar.digit(bytes.getByte(code + 2))
                && (end == code + 3 || bytes.getByte(code + 3) == ' ');
        require(complete, "a malformed status line");
        int status = (bytes.getByte(code) - '0') * 100
                + (bytes.getByte(code + 1) - '0') * 10
                + (bytes.getByte(code + 2) - '0');
        require(status >= 100 && status <= 599, "a status code out of range");
        return status;
    }

    /** The index of the CRLF that ends a line in which there is no other control character. */
    private static int lineEnd(ByteBuf bytes, int from) throws InvalidResponse {
        int i = from;
        while (Grammar.value(bytes.getByte(i))) {
            i++;
        }
        require(bytes.getByte(i) == '\r' && bytes.getByte(i + 1) == '\n', "a control character in a head");
        return i;
    }

    /** The index of the colon after a name. */
    private static int name(ByteBuf bytes, int from, int end) throws InvalidResponse {
        int i = from;
        while (i < end && Grammar.token(bytes.getByte(i))) {
            i++;
        }
        require(i > from && i < end && bytes.getByte(i) == ':', "a malformed field");
        return i;
    }

    private static int valueStart(ByteBuf bytes, int colon, int end) {
        int i = colon + 1;
        while (i < end && blank(bytes.getByte(i))) {
            i++;
        }
        return i;
    }

    private static int valueEnd(ByteBuf bytes, int colon, int end) {
        int i = end;
        while (i > colon + 1 && blank(bytes.getByte(i - 1))) {
            i--;
        }
        return i;
    }

    private static boolean blank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static void require(boolean valid, String otherwise) throws InvalidResponse {
        if (!valid) {
            throw new InvalidResponse(otherwise);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    private void drop() {
        ByteBuf rest = held;
        held = null;
        if (rest != null) {
            rest.release();
        }
    }
}
