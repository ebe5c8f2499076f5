package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: hands its requests to the site one after the other, whatever the client pipelines, and
 * closes when idle for the keep-alive time. Runs on the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final byte[] INVALID =
            ("HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\r\n"
                            + "Invalid HTTP request received.")
                    .getBytes(StandardCharsets.ISO_8859_1);
    private static final int MESSAGES_WAITING = 16384;

    private final Listener listener;
    private final Consumer<Exchange> site;
    private final ArrayDeque<HttpObject> inbox = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Outlet outlet;
    private @Nullable Exchange current;
    private boolean draining;
    private boolean upgraded;
    private long number;
    private long served;
    private long idleSince;
    private boolean idleWatched;

    HttpConnection(Listener listener, Consumer<Exchange> site) {
        this.listener = listener;
        this.site = site;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        outlet = new Outlet(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        number = listener.opened(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (upgraded) {
            if (message instanceof ByteBuf bytes) {
                listener.ledger().received(bytes.readableBytes());
            }
            ctx.fireChannelRead(message);
            return;
        }
        outlet().reading(true);
        if (!(message instanceof HttpObject object) || inbox.size() > MESSAGES_WAITING) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(object);
            invalid();
            return;
        }
        inbox.add(object);
        drain();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        outlet().reading(false);
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (current != null && ctx.channel().isWritable()) {
            current.drained();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        listener.closed(ctx.channel());
        outlet().discard();
        for (HttpObject next = inbox.poll(); next != null; next = inbox.poll()) {
            ReferenceCountUtil.release(next);
        }
        Exchange left = current;
        current = null;
        if (left != null) {
            left.leave();
            left.countEnd();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the client is everyday business here; anything else closes the connection just the same.
        var unused = ctx.close();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            for (HttpObject next = inbox.peek(); next != null; next = inbox.peek()) {
                if (next instanceof HttpRequest request) {
                    if (current != null) {
                        return;
                    }
                    inbox.remove();
                    start(request);
                } else {
                    inbox.remove();
                    Exchange receiving = current;
                    if (receiving != null && next instanceof HttpContent content) {
                        receiving.content(content);
                    }
                    ReferenceCountUtil.release(next);
                }
            }
        } finally {
            draining = false;
        }
    }

    private void start(HttpRequest request) {
        RequestHead head = new RequestHead(request);
        listener.ledger().requestStarted(head.path());
        Exchange exchange = new Exchange(this, outlet(), head, served++);
        current = exchange;
        site.accept(exchange);
    }

    private void invalid() {
        outlet().send(Unpooled.wrappedBuffer(INVALID));
        outlet().then(this::close);
    }

    /** The exchange has its whole request and has sent its whole answer. */
    void finished(Exchange exchange, boolean keepAlive) {
        if (current != exchange) {
            return;
        }
        current = null;
        exchange.countEnd();
        if (!keepAlive) {
            close();
            return;
        }
        idleSince = System.nanoTime();
        if (!idleWatched) {
            idleWatched = true;
            watchIdle(listener.keepAliveNanos());
        }
        if (inbox.peek() != null && !draining) {
            loop().execute(this::drain);
        }
    }

    private void watchIdle(long nanos) {
        var unused = loop().schedule(this::closeWhenIdle, nanos, TimeUnit.NANOSECONDS);
    }

    private void closeWhenIdle() {
        if (!channelOpen() || upgraded) {
            return;
        }
        long limit = listener.keepAliveNanos();
        if (current != null) {
            watchIdle(limit);
            return;
        }
        long rest = limit - (System.nanoTime() - idleSince);
        if (rest > 0) {
            watchIdle(rest);
        } else {
            close();
        }
    }

    /**
     * Turns the connection over to other handlers after {@code bytes}; no more exchanges come of it. This handler stays in
     * front of them to keep the counts and lets what it reads pass.
     */
    void upgrade(ByteBuf bytes, ChannelHandler... handlers) {
        ChannelHandlerContext ctx = context();
        upgraded = true;
        outlet().send(bytes);
        ctx.flush();
        ctx.pipeline().addLast(handlers);
        ctx.pipeline().remove(RequestDecoder.class);
    }

    boolean upgraded() {
        return upgraded;
    }

    /** Closes once everything written before has left. */
    void close() {
        var unused = context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes with RST: what has not been sent or acknowledged yet is lost. */
    void reset() {
        if (!channelOpen()) {
            return;
        }
        context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        var unused = context().close();
    }

    void autoRead(boolean on) {
        context().channel().config().setAutoRead(on);
    }

    boolean channelOpen() {
        return context().channel().isActive();
    }

    EventLoop loop() {
        return context().channel().eventLoop();
    }

    ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("the connection has no channel yet");
        }
        return ctx;
    }

    Listener listener() {
        return listener;
    }

    long number() {
        return number;
    }

    private Outlet outlet() {
        Outlet out = outlet;
        if (out == null) {
            throw new IllegalStateException("the connection has no channel yet");
        }
        return out;
    }
}
