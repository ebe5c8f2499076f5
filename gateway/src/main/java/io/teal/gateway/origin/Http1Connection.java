package io.teal.gateway.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.teal.gateway.tls.HandshakeFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1.1, straight on its channel: no codec stands between, so each byte is looked at once. What is not yet
 * wanted waits as it came, and the channel is not read meanwhile. Confined to the event loop.
 */
final class Http1Connection extends OriginConnection {
    private final ContextInternal context;
    private final Channel channel;
    private final ResponseReader reader;

    /** Whether inside of TLS. */
    private final boolean secure;

    private @Nullable OriginListener listener;
    private @Nullable Http1Response response;
    private @Nullable Runnable drained;
    private @Nullable Runnable ended;

    /** What broke the channel; null when nothing did, or it is not yet known. */
    private @Nullable Throwable broken;

    /** What was read from the channel and not yet passed on. */
    private @Nullable ByteBuf input;

    /** Whether what came with the head is being passed on. */
    private boolean settling;

    private boolean paused;
    private boolean pumping;
    private boolean inputEnded;

    Http1Connection(OriginPool.Origin origin, ContextInternal context, Channel channel) {
        super(origin);
        this.context = context;
        this.channel = channel;
        this.reader = new ResponseReader(origin.names());
        this.secure = channel.pipeline().get(SslHandler.class) != null;
        var unused = channel.pipeline().addLast(new Inbound());
    }

    @Override
    public void request(HttpMethod method, String target, boolean upgrade, OriginListener by) {
        listener = by;
        response = null;
        drained = null;
        reader.expect(method, upgrade);
        by.ready(new Http1Request(this, channel, method, target));
    }

    @Override
    public boolean heard() {
        return reader.heard();
    }

    @Override
    boolean reusable() {
        return !inputEnded && !paused && reader.rest();
    }

    @Override
    void shut() {
        boolean asked = listener != null || response != null;
        listener = null;
        response = null;
        drained = null;
        dropInput();
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (secure && asked && channel.isActive() && first != null) {
            // From below TLS, which would first write what a slow server has not taken yet.
            var unused = first.close();
            return;
        }
        var unused = channel.close();
    }

    /** Has something called when the server will send no more, be it that bytes before that end still wait. */
    void whenServerEnds(Runnable told) {
        ended = told;
    }

    /** Has something called when the channel takes more again. */
    void whenDrained(Runnable resume) {
        drained = resume;
    }

    void pause() {
        if (!paused) {
            paused = true;
            channel.config().setAutoRead(false);
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            pump();
            if (!paused && !closed()) {
                channel.config().setAutoRead(true);
            }
        }
    }

    private void dropInput() {
        ByteBuf rest = input;
        input = null;
        if (rest != null) {
            rest.release();
        }
    }

    /** Passes on what is there, until somebody asks for a pause. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!paused && step()) {
                // All is in the step.
            }
        } catch (InvalidResponse invalid) {
            dropInput();
            fail(invalid);
        } finally {
            pumping = false;
        }
        Http1Response begun = response;
        if (settling && begun != null) {
            begun.settled();
        }
        settling = false;
        ByteBuf rest = input;
        if (rest != null && !rest.isReadable()) {
            dropInput();
        }
        if (inputEnded && !paused && !closed()) {
            var unused = channel.close();
        }
    }

    /** The next thing in the input, if it is whole; whether there was any. */
    private boolean step() throws InvalidResponse {
        ByteBuf in = input == null ? Unpooled.EMPTY_BUFFER : input;
        switch (reader.next(in)) {
            case NOTHING -> {
                return false;
            }
            case INTERIM -> interim();
            case HEAD -> head();
            case DATA -> data(in);
            case END -> end();
            case SURPLUS -> dropInput();
            case UNASKED -> {
                dropInput();
                var unused = channel.close();
                return false;
            }
        }
        return true;
    }

    private void interim() {
        OriginListener to = listener;
        if (to == null) {
            return;
        }
        to.interim();
        if (reader.head().status() == 103) {
            to.earlyHints(reader.head().headers());
        }
    }

    private void head() {
        Http1Response answer = new Http1Response(this, reader.head());
        response = answer;
        settling = true;
        OriginListener to = listener;
        if (to != null) {
            to.answered(answer);
        }
    }

    private void data(ByteBuf in) {
        byte[] piece = new byte[reader.length()];
        var unused = in.readBytes(piece);
        Http1Response to = response;
        if (to != null) {
            to.piece(BufferInternal.buffer(Unpooled.wrappedBuffer(piece)));
        }
    }

    /** Nothing is done after this: the next request may be on its way when it returns. */
    private void end() {
        Http1Response whole = response;
        listener = null;
        response = null;
        if (whole != null) {
            whole.end(reader.trailers());
        }
    }

    private void fail(Throwable cause) {
        OriginListener to = listener;
        listener = null;
        response = null;
        if (to != null) {
            to.failed(cause);
        }
    }

    // A tunnel.

    void send(Buffer bytes) {
        if (!closed()) {
            var unused = channel.writeAndFlush(((BufferInternal) bytes).getByteBuf(), channel.voidPromise());
        }
    }

    boolean full() {
        return !channel.isWritable();
    }

    /** Closes when all is written. */
    void finish() {
        var unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            var unusedClosing = channel.close();
        });
    }

    /** What the channel tells. */
    private final class Inbound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                ctx.fireChannelRead(message);
                return;
            }
            ByteBuf before = input;
            input = before == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, bytes);
            ContextInternal outer = context.beginDispatch();
            try {
                pump();
            } finally {
                context.endDispatch(outer);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
                inputEnds();
            } else if (event instanceof ChannelInputShutdownEvent) {
                if (secure && !inputEnded) {
                    // Anybody on the way can have cut it off: only what says itself where it ends is whole (RFC 9112
                    // 9.8).
                    broken = new SSLException("the server's bytes end without a close_notify of TLS");
                }
                inputEnds();
            }
        }

        private void inputEnds() {
            if (inputEnded) {
                return;
            }
            inputEnded = true;
            within(() -> {
                if (ended != null) {
                    ended.run();
                }
                pump();
            });
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            Runnable next = drained;
            if (next != null && channel.isWritable()) {
                drained = null;
                within(next);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Told once the channel is closed: whoever is writing at this moment comes to an end of that first.
            broken = told(cause);
            var unused = channel.close();
        }

        /** With TLS 1.3 a server refuses a client's certificate after the handshake, as the client sees it (RFC 8446 4.4). */
        private Throwable told(Throwable cause) {
            Throwable inside = cause instanceof DecoderException ? cause.getCause() : cause;
            if (!(inside instanceof SSLException)) {
                return cause;
            }
            return used() || reader.heard() ? inside : HandshakeFailure.of(inside);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ByteBuf rest = input;
            if (broken == null && secure && (!inputEnded || (rest != null && rest.isReadable()))) {
                broken = new SSLException("the server's bytes end without a close_notify of TLS");
            }
            dropInput();
            gone();
            within(() -> {
                Http1Response open = response;
                if (open != null && reader.tunnel()) {
                    listener = null;
                    response = null;
                    open.closed();
                } else if (open != null && reader.untilClose() && broken == null) {
                    end();
                } else {
                    fail(broken == null ? new ClosedChannelException() : broken);
                }
            });
        }

        private void within(Runnable what) {
            ContextInternal before = context.beginDispatch();
            try {
                what.run();
            } finally {
                context.endDispatch(before);
            }
        }
    }
}
