package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Why a message is not let in: the status and the one sentence the client is told. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when closing fails
enum Refusal {
    REQUEST_LINE(400, "malformed request line"),
    TARGET(400, "malformed request target"),
    ASTERISK(400, "the asterisk target is for OPTIONS only"),
    FIELD_NAME(400, "malformed field name"),
    FIELD_VALUE(400, "control character in a field value"),
    OBS_FOLD(400, "line folding is not accepted"),
    LINE_END(400, "lines must end with CR LF"),
    HOST(400, "exactly one valid Host is required"),
    AUTHORITY(400, "target and Host name different authorities"),
    CONTENT_LENGTH(400, "malformed or repeated Content-Length"),
    TRANSFER_ENCODING(400, "malformed or repeated Transfer-Encoding"),
    BOTH_FRAMINGS(400, "both Content-Length and Transfer-Encoding"),
    CHUNK(400, "malformed chunk"),
    TRAILER(400, "malformed trailer"),
    SLOW_HEAD(408, "the head of the request took too long"),
    SLOW_BODY(408, "the body of the request took too long"),
    LONG_LINE(414, "the request line is too long"),
    LARGE_HEAD(431, "the header fields are too large"),
    CODING(501, "unknown transfer coding"),
    CONNECT(501, "CONNECT is not supported"),
    VERSION(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");

    /** How long the client gets to read a refusal before the connection is cut. */
    private static final long LINGER_MILLIS = 1000;

    private final int status;
    private final String reason;

    Refusal(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    /** The whole answer, ready to be written. */
    ByteBuf response() {
        String body = reason + "\n";
        String response = "HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\nConnection: close\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        return Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII);
    }

    /**
     * Writes the last bytes of a connection and ends it. What still comes in is read for a moment: unread bytes would turn
     * the close into a reset, and that would take the last bytes from the client.
     */
    static void endWith(ChannelHandlerContext ctx, ByteBuf last) {
        ctx.writeAndFlush(last).addListener(written -> linger(ctx));
    }

    private static void linger(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        ChannelFuture sent;
        if (tls != null) {
            sent = tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            sent = duplex.shutdownOutput();
        } else {
            sent = channel.close();
        }
        sent.addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
            }
        });
        channel.config().setAutoRead(true);
        Future<?> cut = ctx.executor().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> cut.cancel(false));
    }
}
