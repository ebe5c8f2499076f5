package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Tells the guard of a connection when a response begins and ends. It sits behind the encoder, where a response is still
 * an object: among the encoded bytes its end could only be found by parsing them again.
 *
 * <p>It also frames the short pieces of a chunked body, such as events. Of each the encoder would make three buffers with a promise
 * each, and one that is copied into one buffer is quicker made, written and forgotten.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise given tells the writer
final class ResponseWatch extends ChannelOutboundHandlerAdapter {
    private static final int SWITCHING_PROTOCOLS = 101;

    /** Longer pieces are not worth a copy. */
    private static final int SHORT = 8 << 10;

    private static final int LINE_END = '\r' << 8 | '\n';

    private final RequestGuard guard;

    /** Where something is written that the encoder need not see. */
    private final ChannelHandlerContext encoder;

    private boolean chunked;

    ResponseWatch(RequestGuard guard, ChannelHandlerContext encoder) {
        this.guard = guard;
        this.encoder = encoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        guard.watched();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof HttpResponse response) {
            int code = response.status().code();
            if (HttpStatusClass.INFORMATIONAL.contains(code) && code != SWITCHING_PROTOCOLS) {
                ctx.write(msg, promise);
                return;
            }
            chunked = HttpUtil.isTransferEncodingChunked(response);
            guard.responseBegins();
        } else if (chunked && msg instanceof HttpContent content && isShort(content)) {
            encoder.write(framed(ctx, content), promise);
            return;
        }
        boolean last = msg instanceof LastHttpContent;
        ctx.write(msg, promise);
        if (last) {
            guard.responseEnded();
        }
    }

    private static boolean isShort(HttpContent content) {
        int length = content.content().readableBytes();
        return length > 0 && length <= SHORT && !(content instanceof LastHttpContent);
    }

    /** One chunk (RFC 9112 7.1). */
    private static ByteBuf framed(ChannelHandlerContext ctx, HttpContent content) {
        ByteBuf piece = content.content();
        int length = piece.readableBytes();
        int digits = Math.ceilDiv(Integer.SIZE - Integer.numberOfLeadingZeros(length), 4);
        ByteBuf out = ctx.alloc().ioBuffer(digits + length + 2 * Short.BYTES);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.writeByte(Character.forDigit((length >>> shift) & 15, 16));
        }
        out.writeShort(LINE_END).writeBytes(piece).writeShort(LINE_END);
        content.release();
        return out;
    }
}
