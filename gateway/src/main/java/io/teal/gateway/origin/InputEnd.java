package io.teal.gateway.origin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/** Tells that the peer of a half-closable channel will send no more. Passes everything on. Runs on the connection's event loop. */
final class InputEnd extends ChannelInboundHandlerAdapter {
    private final Runnable ended;

    InputEnd(Runnable ended) {
        this.ended = ended;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ended.run();
        }
        ctx.fireUserEventTriggered(event);
    }
}
