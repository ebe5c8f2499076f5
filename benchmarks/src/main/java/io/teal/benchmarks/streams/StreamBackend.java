package io.teal.benchmarks.streams;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A server that answers every request with a stream of events and keeps a connection for the next. The query says how many events
 * and how many milliseconds lie between two: {@code ?every_ms=1000&events=60}. One thread does it all.
 */
public final class StreamBackend implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final int SERVERS = 3;
    private static final int FEW = 100;
    private static final int LEAVING_SECONDS = 10;
    private static final int LOOK_MILLIS = 20;
    private static final byte[] HEAD = """
            HTTP/1.1 200 OK\r
            content-type: text/event-stream\r
            cache-control: no-cache\r
            transfer-encoding: chunked\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BAD_REQUEST =
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final EventLoopGroup loop;
    private final int port;
    private final AtomicInteger connections;

    private StreamBackend(EventLoopGroup loop, int port, AtomicInteger connections) {
        this.loop = loop;
        this.port = port;
        this.connections = connections;
    }

    /** Starts one at a free port, as several servers. */
    public static StreamBackend start() {
        EventLoopGroup loop = Sockets.loop();
        Map<Integer, Wheel> wheels = new HashMap<>();
        AtomicInteger connections = new AtomicInteger();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(Sockets.server())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpRequestDecoder(), new Answering(wheels, connections));
                    }
                });
        int port = 0;
        for (int i = 1; i <= SERVERS; i++) {
            Channel server = bootstrap
                    .bind(Sockets.loopback(i), port)
                    .syncUninterruptibly()
                    .channel();
            port = ((InetSocketAddress) server.localAddress()).getPort();
        }
        var unused = loop.scheduleAtFixedRate(
                () -> wheels.values().forEach(wheel -> wheel.advance(millis())), 1, 1, TimeUnit.MILLISECONDS);
        return new StreamBackend(loop, port, connections);
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** All places where it listens, as {@code host:port}: one alone has too few ports for those who come again and again. */
    public List<String> servers() {
        return IntStream.rangeClosed(1, SERVERS)
                .mapToObj(i -> "127.0.0." + i + ":" + port)
                .toList();
    }

    /** Waits until no more than a few connections are left of many that were given up, but not for longer than a few seconds. */
    void awaitLeft() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEAVING_SECONDS);
        while (connections.get() > FEW && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Ends all streams at once. */
    @Override
    public void close() {
        Sockets.end(loop);
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** One connection. */
    private static final class Answering extends SimpleChannelInboundHandler<HttpObject> {
        private final Map<Integer, Wheel> wheels;
        private final AtomicInteger connections;
        private String uri = "";

        Answering(Map<Integer, Wheel> wheels, AtomicInteger connections) {
            this.wheels = wheels;
            this.connections = connections;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            int unused = connections.incrementAndGet();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            int unused = connections.decrementAndGet();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpRequest request) {
                uri = request.uri();
            }
            if (part instanceof LastHttpContent) {
                answer(context.channel());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A client that leaves resets its connection.
            var unused = context.close();
        }

        private void answer(Channel channel) {
            Map<String, List<String>> query = new QueryStringDecoder(uri).parameters();
            int every = number(query, "every_ms");
            int events = number(query, "events");
            if (every <= 0 || events <= 0) {
                write(channel, BAD_REQUEST);
                return;
            }
            write(channel, HEAD);
            wheels.computeIfAbsent(every, key -> new Wheel(key, millis())).add(new Stream(channel, events));
        }

        private static int number(Map<String, List<String>> query, String name) {
            List<String> values = query.getOrDefault(name, List.of());
            return values.size() == 1 && values.getFirst().matches("\\d{1,8}")
                    ? Integer.parseInt(values.getFirst())
                    : 0;
        }

        private static void write(Channel channel, byte[] bytes) {
            var unused =
                    channel.writeAndFlush(channel.alloc().buffer(bytes.length).writeBytes(bytes));
        }
    }

    /** One answer under way. */
    private static final class Stream implements Wheel.Turn {
        private final Channel channel;
        private final int events;
        private int number;

        Stream(Channel channel, int events) {
            this.channel = channel;
            this.events = events;
        }

        @Override
        public boolean take() {
            if (!channel.isActive()) {
                return false;
            }
            ByteBuf event = channel.alloc().buffer(StreamEvent.chunkLength());
            StreamEvent.write(event, number++, System.nanoTime());
            var unused = channel.writeAndFlush(event, channel.voidPromise());
            if (number == events) {
                ByteBuf end = channel.alloc().buffer();
                StreamEvent.writeLast(end);
                unused = channel.writeAndFlush(end, channel.voidPromise());
                return false;
            }
            return true;
        }
    }
}
