package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** A lenient request decoder that counts what it reads and shows header fields exactly as they came. */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int LINE = 65536;
    private static final int HEADERS = 262144;
    private static final int PIECE = 65536;

    private final Ledger ledger;

    RequestDecoder(Ledger ledger) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE)
                .setMaxHeaderSize(HEADERS)
                .setMaxChunkSize(PIECE)
                .setValidateHeaders(false)
                .setAllowDuplicateContentLengths(true));
        this.ledger = ledger;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            ledger.received(bytes.readableBytes());
        }
        super.channelRead(context, message);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        // Netty would drop the content-length; a test that looks for smuggling wants to see both.
    }
}
