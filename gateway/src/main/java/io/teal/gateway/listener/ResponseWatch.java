package io.teal.gateway.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Tells the guard of a connection when a response begins and ends. It sits behind the encoder, where a response is still
 * an object: among the encoded bytes its end could only be found by parsing them again.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise given tells the writer
final class ResponseWatch extends ChannelOutboundHandlerAdapter {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final RequestGuard guard;

    ResponseWatch(RequestGuard guard) {
        this.guard = guard;
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
            guard.responseBegins();
        }
        boolean last = msg instanceof LastHttpContent;
        ctx.write(msg, promise);
        if (last) {
            guard.responseEnded();
        }
    }
}
