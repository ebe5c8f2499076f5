package io.teal.simulator.probe;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * A WebSocket that sends back each frame as it came (RFC 6455). It takes the first subprotocol offered, as Streamlit's
 * server does. With {@code ?hello=1} its first frame is a JSON object of the handshake's header fields; a text frame
 * {@code close 4001} makes it close with that code, {@code drop} makes it drop the connection.
 */
final class WebSocketProbe {
    private static final int FRAME_LIMIT = 16 << 20;
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketProbe() {}

    static void echo(Exchange exchange, FaultSet faults) {
        RequestHead head = exchange.head();
        String key = head.header("sec-websocket-key");
        if (key == null || !"websocket".equalsIgnoreCase(head.header("upgrade"))) {
            Replies.text(exchange, 400, "Can \"Upgrade\" only to \"WebSocket\".");
            return;
        }
        StringBuilder answer = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        answer.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ");
        answer.append(accept(key)).append("\r\n");
        String offered = head.header("sec-websocket-protocol");
        if (offered != null) {
            answer.append("Sec-WebSocket-Protocol: ")
                    .append(offered.split(",", -1)[0].strip())
                    .append("\r\n");
        }
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(FRAME_LIMIT)
                .expectMaskedFrames(true)
                .build();
        exchange.upgrade(
                answer.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1),
                new WebSocket13FrameDecoder(config),
                new WebSocket13FrameEncoder(false),
                new Frames(head.number("hello", 0) == 1 ? hello(head) : ""));
    }

    private static String hello(RequestHead head) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (RequestHead.Field field : head.fields()) {
            fields.merge(field.name(), field.value(), (one, other) -> one + ", " + other);
        }
        return PythonJson.compact(fields);
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final String hello;

        Frames(String hello) {
            this.hello = hello;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (!hello.isEmpty()) {
                context.executor().execute(() -> {
                    var unused = context.writeAndFlush(new TextWebSocketFrame(hello));
                });
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            String command = frame instanceof TextWebSocketFrame text ? text.text() : "";
            if (frame instanceof CloseWebSocketFrame close) {
                var unused = context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            } else if (frame instanceof PingWebSocketFrame ping) {
                var unused = context.writeAndFlush(
                        new PongWebSocketFrame(ping.content().retain()));
            } else if (frame instanceof PongWebSocketFrame) {
                return;
            } else if (command.startsWith("close ")) {
                int code = Integer.parseInt(command.substring(6).strip());
                var unused = context.writeAndFlush(new CloseWebSocketFrame(code, "asked for"));
            } else if (command.equals("drop")) {
                var unused = context.close();
            } else {
                var unused = context.writeAndFlush(frame.retain());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }
}
