package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The framing of short pieces: the same bytes as those of the encoder, in fewer buffers. */
class ResponseWatchTest {
    private final EmbeddedChannel watched = channel(true);
    private final EmbeddedChannel plain = channel(false);

    private static EmbeddedChannel channel(boolean watched) {
        EmbeddedChannel channel = new EmbeddedChannel();
        ChannelPipeline pipeline = channel.pipeline();
        RequestGuard guard = RequestGuard.plaintext(Messages.LIMITS);
        pipeline.addLast(guard).addLast("httpEncoder", new HttpResponseEncoder());
        if (watched) {
            pipeline.addLast(new ResponseWatch(guard, pipeline.context("httpEncoder")));
        }
        return channel;
    }

    @AfterEach
    void close() {
        boolean unused = watched.finishAndReleaseAll();
        boolean unusedPlain = plain.finishAndReleaseAll();
    }

    private static HttpResponse head(boolean chunked) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        HttpUtil.setTransferEncodingChunked(head, chunked);
        return head;
    }

    private static ByteBuf bytes(int length) {
        return Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII);
    }

    private static List<String> written(EmbeddedChannel channel) {
        List<String> buffers = new ArrayList<>();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            buffers.add(out.toString(StandardCharsets.US_ASCII));
            out.release();
        }
        return buffers;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 15, 16, 17, 255, 256, 4095, 4096, 8191, 8192, 8193, 70_000})
    void piecesOfAnyLengthAreFramedAsTheEncoderDoesIt(int length) {
        for (EmbeddedChannel channel : List.of(watched, plain)) {
            boolean unused = channel.writeOutbound(head(true), new DefaultHttpContent(bytes(length)));
            boolean unusedEnd = channel.writeOutbound(new DefaultLastHttpContent(bytes(3)));
        }

        assertThat(String.join("", written(watched)))
                .isEqualTo(String.join("", written(plain)))
                .endsWith("\r\n3\r\nxxx\r\n0\r\n\r\n");
    }

    @Test
    void aShortPieceIsOneBuffer() {
        boolean unusedHead = watched.writeOutbound(head(true));
        int unused = written(watched).size();
        ByteBuf piece = bytes(26);

        boolean unusedPiece = watched.writeOutbound(new DefaultHttpContent(piece));

        assertThat(written(watched)).containsExactly("1a\r\n" + "x".repeat(26) + "\r\n");
        assertThat(piece.refCnt()).isZero();
    }

    @Test
    void anEmptyPieceIsNotTheEnd() {
        boolean unused = watched.writeOutbound(
                head(true), new DefaultHttpContent(Unpooled.EMPTY_BUFFER), new DefaultHttpContent(bytes(1)));

        assertThat(String.join("", written(watched))).endsWith("\r\n\r\n1\r\nx\r\n");
    }

    @Test
    void aBodyOfKnownLengthHasNoFrames() {
        boolean unusedChunked = watched.writeOutbound(head(true), new DefaultLastHttpContent());
        int unused = written(watched).size();
        HttpResponse sized = head(false);
        sized.headers().set(HttpHeaderNames.CONTENT_LENGTH, 3);

        boolean unusedSized = watched.writeOutbound(sized, new DefaultHttpContent(bytes(3)));

        assertThat(String.join("", written(watched))).endsWith("\r\n\r\nxxx");
    }
}
