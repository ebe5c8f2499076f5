package io.teal.gateway.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.teal.gateway.listener.ChunkedCheck;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * The first reader of what a server sends on an HTTP/1 connection. The decoder behind it is lenient by design: it joins folded
 * lines, skips spaces before colons and settles conflicting lengths by itself, and a client of the gateway may settle them
 * otherwise. So a head is held until it is complete, and passes only when it is plainly valid (RFC 9112). Its body is followed
 * to the end: what comes after it belongs to no request, and the decoder would put it before the answer to the next one. Runs
 * on the connection's event loop.
 */
final class ResponseGuard extends ChannelInboundHandlerAdapter {
    private static final int MOST_INTERIM = 32;

    private enum Phase {
        /** Nobody waits for anything. */
        IDLE,
        HEAD,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE,
        /** The answer has come whole, but was not yet taken whole. */
        ANSWERED,
        /** No HTTP any more: bytes pass unread. */
        TUNNEL,
        /** Nothing passes any more. */
        BROKEN
    }

    private final ResponseHead head = new ResponseHead();
    private final ChunkedCheck chunks = ChunkedCheck.ofResponses(ResponseHead.LARGEST, ResponseHead.MOST_FIELDS);

    private Phase phase = Phase.IDLE;
    private boolean upgrade;
    private boolean bodyless;
    private boolean heard;
    private boolean surplus;
    private boolean paused;
    private boolean endHeld;
    private int interim;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf held;
    private long remaining;

    /**
     * A request goes out: the next bytes are a head.
     *
     * @param method the request's; an answer to HEAD has no body (RFC 9112 6.3)
     * @param asksUpgrade whether 101 is a possible answer
     */
    void expect(HttpMethod method, boolean asksUpgrade) {
        heard = false;
        upgrade = asksUpgrade;
        bodyless = method.equals(HttpMethod.HEAD);
        interim = 0;
        if (phase != Phase.BROKEN) {
            phase = Phase.HEAD;
        }
    }

    /** Whether any byte came since the last request went out. */
    boolean heard() {
        return heard;
    }

    /**
     * The answer was taken to its end and no request follows for now: bytes that come from here on close the connection.
     *
     * @return whether another request can go out on the connection: the answer had an end, and nothing came after it
     */
    boolean rest() {
        boolean reusable = !surplus && !endHeld && (phase == Phase.ANSWERED || phase == Phase.IDLE);
        if (reusable) {
            phase = Phase.IDLE;
        }
        return reusable;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(msg);
            return;
        }
        switch (phase) {
            case HEAD, LENGTH, CHUNKED -> follow(ctx, bytes);
            case UNTIL_CLOSE, TUNNEL -> ctx.fireChannelRead(bytes);
            case IDLE -> {
                phase = Phase.BROKEN;
                bytes.release();
                var unused = ctx.close();
            }
            case ANSWERED -> {
                surplus = true;
                bytes.release();
            }
            case BROKEN -> bytes.release();
        }
    }

    private void follow(ChannelHandlerContext ctx, ByteBuf in) {
        heard = true;
        ByteBuf bytes = in;
        ByteBuf before = held;
        if (before != null) {
            held = null;
            bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
        }
        int from = bytes.readerIndex();
        int end;
        try {
            while (phase == Phase.HEAD) {
                end = head.end(bytes, from);
                if (end < 0) {
                    hold(ctx, bytes, from);
                    return;
                }
                head.check(bytes, from, end);
                phase = afterHead();
                if (phase == Phase.HEAD && bodyless) {
                    // After one the decoder has forgotten that the request was HEAD, and waits for a body.
                    bytes.readerIndex(end);
                }
                from = end;
            }
            end = body(bytes, from);
        } catch (InvalidResponse invalid) {
            phase = Phase.BROKEN;
            bytes.release();
            ctx.fireExceptionCaught(invalid);
            return;
        }
        // Nothing is done after this: the next request may go out while these bytes are handled.
        surplus |= end < bytes.writerIndex();
        ctx.fireChannelRead(bytes.writerIndex(end));
    }

    private void hold(ChannelHandlerContext ctx, ByteBuf bytes, int from) {
        int left = bytes.writerIndex() - from;
        if (from == bytes.readerIndex() && left > 0) {
            held = bytes;
            return;
        }
        if (left > 0) {
            held = ctx.alloc().buffer(left).writeBytes(bytes, from, left);
        }
        if (from == bytes.readerIndex()) {
            bytes.release();
        } else {
            ctx.fireChannelRead(bytes.writerIndex(from));
        }
    }

    /** Reads a body as far as it goes; the index after what belongs to it. */
    private int body(ByteBuf bytes, int from) throws InvalidResponse {
        int end = bytes.writerIndex();
        if (phase == Phase.LENGTH) {
            int step = (int) Math.min(remaining, end - from);
            remaining -= step;
            if (remaining == 0) {
                phase = Phase.ANSWERED;
            }
            return from + step;
        }
        if (phase == Phase.CHUNKED) {
            int after = chunks.scan(bytes, from, end);
            ResponseHead.require(after != ChunkedCheck.REFUSED, "a malformed chunk");
            if (after == ChunkedCheck.INCOMPLETE) {
                return end;
            }
            phase = Phase.ANSWERED;
            return after;
        }
        return phase == Phase.ANSWERED ? from : end;
    }

    /** What follows a head (RFC 9110 15.2, RFC 9112 6.3). */
    private Phase afterHead() throws InvalidResponse {
        int status = head.status();
        if (status == 101) {
            ResponseHead.require(upgrade, "101 to a request that asked for no upgrade");
            return Phase.TUNNEL;
        }
        if (status < 200) {
            ResponseHead.require(++interim <= MOST_INTERIM, "too many interim responses");
            return Phase.HEAD;
        }
        if (bodyless || status == 204 || status == 304 || head.length() == 0) {
            return Phase.ANSWERED;
        }
        if (head.chunked()) {
            chunks.reset();
            return Phase.CHUNKED;
        }
        remaining = head.length();
        return remaining > 0 ? Phase.LENGTH : Phase.UNTIL_CLOSE;
    }

    /**
     * Whether what was read waits for a slow client. The decoder's user takes the end of a connection for the end of everything,
     * so the server's end is kept back until all before it has been passed on.
     */
    void paused(boolean now) {
        paused = now;
        if (!now && endHeld) {
            context().executor().execute(this::end);
        }
    }

    private void end() {
        if (!paused) {
            var unused = context().close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            endHeld = true;
            end();
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        boolean unused = ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext found = context;
        if (found == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return found;
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
