package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.ShutdownEvent;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first reader of the plaintext bytes of an HTTP/1 connection: nothing it has not checked reaches the HTTP decoder,
 * which is lenient by design (it drops a Content-Length beside chunks, joins folded lines, skips control characters).
 *
 * <p>A head is held until it is complete and passes {@link RequestHeadCheck}; its body is then followed by length or by
 * {@link ChunkedCheck}, so that each pipelined request is checked too. The first violation is answered once, as far as no
 * earlier answer is under way, and the connection is closed. The guard also holds the three clocks of a connection: idle,
 * slow head, stalled body. A request that is being answered has none of them. Runs on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty reports a failed write by closing the channel
public final class RequestGuard extends ChannelDuplexHandler {
    static final String NAME = "requestGuard";
    static final String WATCH = "responseWatch";

    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);
    private static final byte[] PREFACE = Grammar.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private enum Phase {
        PREFACE,
        HEAD,
        LENGTH,
        CHUNKED,
        REFUSED,
        ANSWERED
    }

    private final ListenerLimits limits;
    private final RequestHeadCheck head;
    private final ChunkedCheck chunks;

    private Phase phase;
    private @Nullable PhaseClock clock;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf held;
    private long remaining;
    private int pending;
    private int kept;
    private boolean begun;
    private boolean headTimed;
    private boolean watched;

    private RequestGuard(ListenerLimits limits, Phase phase) {
        this.limits = limits;
        this.phase = phase;
        head = new RequestHeadCheck(limits);
        chunks = new ChunkedCheck(limits);
    }

    /** A guard for a plaintext connection, which steps aside when the client opens with the HTTP/2 preface. */
    static RequestGuard plaintext(ListenerLimits limits) {
        return new RequestGuard(limits, Phase.PREFACE);
    }

    /** A guard for a connection known to speak HTTP/1. */
    static RequestGuard http1(ListenerLimits limits) {
        return new RequestGuard(limits, Phase.HEAD);
    }

    /**
     * Takes the guard off a connection whose bytes are no longer HTTP, once a 101 is on its way. Does nothing on HTTP/2 and
     * when called again. Call it on the event loop of the connection.
     */
    public static void release(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            release(base.channel().pipeline());
        }
    }

    static void release(ChannelPipeline pipeline) {
        for (String name : List.of(WATCH, NAME)) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        clock = new PhaseClock(ctx.executor(), this::expired);
        clock.expireIn(limits.keepAlive().toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        clock().close();
        ByteBuf rest = held;
        held = null;
        if (rest != null) {
            ctx.fireChannelRead(rest);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        clock().close();
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ByteBuf in)) {
            ctx.fireChannelRead(msg);
            return;
        }
        if (phase == Phase.REFUSED || phase == Phase.ANSWERED) {
            in.release();
            return;
        }
        boolean fresh = held == null;
        ByteBuf bytes = in;
        ByteBuf before = held;
        if (before != null) {
            held = null;
            bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
        }
        if (phase == Phase.PREFACE && preface(ctx, bytes, fresh)) {
            return;
        }
        read(ctx, bytes);
    }

    /** Whether the bytes are dealt with: they are the HTTP/2 preface, or so far may become it. */
    private boolean preface(ChannelHandlerContext ctx, ByteBuf bytes, boolean fresh) {
        int from = bytes.readerIndex();
        int count = Math.min(bytes.readableBytes(), PREFACE.length);
        for (int i = 0; i < count; i++) {
            if (bytes.getByte(from + i) != PREFACE[i]) {
                phase = Phase.HEAD;
                return false;
            }
        }
        if (count < PREFACE.length) {
            held = bytes;
            if (fresh) {
                headTimed = true;
                clock().expireIn(limits.headerTimeout().toNanos());
            }
            return true;
        }
        PhaseClock.Opening settings = new PhaseClock.Opening(limits);
        ctx.pipeline().addAfter(ctx.name(), PhaseClock.Opening.NAME, settings).remove(this);
        ctx.fireChannelRead(bytes);
        return true;
    }

    private void read(ChannelHandlerContext ctx, ByteBuf in) {
        ByteBuf bytes = in;
        int i = bytes.readerIndex();
        int message = i;
        boolean headHere = false;
        while (i < bytes.writerIndex()) {
            int next = step(bytes, i);
            if (next == RequestHeadCheck.REFUSED) {
                boolean known = phase != Phase.HEAD;
                Refusal why = phase == Phase.HEAD ? head.refusal() : chunks.refusal();
                if (headHere) {
                    pending--;
                }
                pass(ctx, bytes, message);
                refuse(ctx, why, known && !headHere);
                return;
            }
            if (next == RequestHeadCheck.INCOMPLETE) {
                break;
            }
            if (phase == Phase.HEAD) {
                if (head.h2c()) {
                    int tail = bytes.writerIndex() - next;
                    bytes = withoutUpgrade(ctx, bytes, message, next);
                    next = bytes.writerIndex() - tail;
                }
                headHere = true;
                bodyFollows();
            } else {
                phase = Phase.HEAD;
            }
            if (phase == Phase.HEAD) {
                head.reset();
                headHere = false;
                message = next;
            }
            i = next;
        }
        if (phase == Phase.HEAD && message < bytes.writerIndex()) {
            int size = bytes.writerIndex() - message;
            held = message == bytes.readerIndex()
                    ? bytes.retain()
                    : ctx.alloc().buffer(size).writeBytes(bytes, message, size);
            pass(ctx, bytes, message);
        } else {
            pass(ctx, bytes, bytes.writerIndex());
        }
        reclock();
    }

    /** Reads one head or body as far as it goes. */
    private int step(ByteBuf bytes, int from) {
        int end = bytes.writerIndex();
        return switch (phase) {
            case PREFACE, HEAD -> head.scan(bytes, from, end);
            case LENGTH -> {
                int step = (int) Math.min(remaining, end - from);
                remaining -= step;
                yield remaining == 0 ? from + step : RequestHeadCheck.INCOMPLETE;
            }
            case CHUNKED -> chunks.scan(bytes, from, end);
            case REFUSED, ANSWERED -> throw new IllegalStateException("connection is being closed");
        };
    }

    private void bodyFollows() {
        pending++;
        if (head.chunked()) {
            chunks.reset();
            phase = Phase.CHUNKED;
        } else if (head.length() > 0) {
            remaining = head.length();
            phase = Phase.LENGTH;
        }
    }

    private static ByteBuf withoutUpgrade(ChannelHandlerContext ctx, ByteBuf bytes, int from, int to) {
        ByteBuf copy = ctx.alloc().buffer(bytes.readableBytes());
        copy.writeBytes(bytes, bytes.readerIndex(), from - bytes.readerIndex());
        H2cUpgrade.copyWithout(bytes, from, to, copy);
        copy.writeBytes(bytes, to, bytes.writerIndex() - to);
        bytes.release();
        return copy;
    }

    private static void pass(ChannelHandlerContext ctx, ByteBuf bytes, int to) {
        if (to == bytes.readerIndex()) {
            bytes.release();
        } else {
            ctx.fireChannelRead(bytes.writerIndex(to));
        }
    }

    /** A connection that never sent a request is no HTTP connection to Vert.x yet, so its shutdown would not close it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean idle = pending == 0 && (phase == Phase.PREFACE || phase == Phase.HEAD);
        ctx.fireUserEventTriggered(event);
        if (event instanceof ShutdownEvent && idle) {
            ctx.close();
        }
    }

    /** Flow control let reading go on: the client gets its whole time for the next bytes of a body. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (phase == Phase.LENGTH || phase == Phase.CHUNKED) {
            reclock();
        }
        ctx.read();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (phase != Phase.ANSWERED) {
            ctx.write(msg, promise);
            return;
        }
        ReferenceCountUtil.release(msg);
        if (!promise.isVoid()) {
            promise.tryFailure(new ClosedChannelException());
        }
    }

    /** From now on {@link #responseBegins} and {@link #responseEnded} are called. */
    void watched() {
        watched = true;
    }

    void responseBegins() {
        begun = true;
        reclock();
    }

    void responseEnded() {
        begun = false;
        pending = Math.max(0, pending - 1);
        if (phase == Phase.REFUSED && pending <= kept) {
            phase = Phase.ANSWERED;
            Refusal.endWith(context(), Unpooled.EMPTY_BUFFER);
        } else {
            reclock();
        }
    }

    private void reclock() {
        switch (phase) {
            case PREFACE, HEAD -> {
                if (pending > 0) {
                    headTimed = false;
                    clock().stop();
                } else if (held == null) {
                    headTimed = false;
                    clock().expireIn(limits.keepAlive().toNanos());
                } else if (!headTimed) {
                    headTimed = true;
                    clock().expireIn(limits.headerTimeout().toNanos());
                }
            }
            case LENGTH, CHUNKED -> {
                headTimed = false;
                if (pending > 1 || begun) {
                    clock().stop();
                } else {
                    clock().expireIn(limits.bodyTimeout().toNanos());
                }
            }
            case REFUSED, ANSWERED -> {}
        }
    }

    private void expired() {
        ChannelHandlerContext ctx = context();
        if (held != null) {
            refuse(ctx, Refusal.SLOW_HEAD, false);
        } else if (phase != Phase.LENGTH && phase != Phase.CHUNKED) {
            ctx.close();
        } else if (ctx.channel().config().isAutoRead()) {
            refuse(ctx, Refusal.SLOW_BODY, true);
        } else {
            reclock();
        }
    }

    /**
     * Ends the connection because of the message being read.
     *
     * @param known whether the head of that message was passed on before, so that it is counted in {@code pending}
     */
    private void refuse(ChannelHandlerContext ctx, Refusal why, boolean known) {
        LOG.debug(
                "refused a request status={} reason=\"{}\" remote={}",
                why.status(),
                why.reason(),
                ctx.channel().remoteAddress());
        clock().close();
        drop();
        kept = known ? 1 : 0;
        if (pending == kept && !begun && (watched || !known)) {
            phase = Phase.ANSWERED;
            Refusal.endWith(ctx, why.response());
        } else if (pending > kept && watched) {
            phase = Phase.REFUSED;
        } else {
            phase = Phase.ANSWERED;
            ctx.close();
        }
    }

    private void drop() {
        ByteBuf rest = held;
        held = null;
        if (rest != null) {
            rest.release();
        }
    }

    private PhaseClock clock() {
        PhaseClock found = clock;
        if (found == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return found;
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext found = context;
        if (found == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return found;
    }
}
