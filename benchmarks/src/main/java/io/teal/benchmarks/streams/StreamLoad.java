package io.teal.benchmarks.streams;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Opens streams, each on a connection of its own, and reads them. One thread does it all.
 */
final class StreamLoad implements AutoCloseable {
    private static final int PIECE = 2048;
    private static final int OPENING_MILLIS = 10;
    private static final int CLOSING_SECONDS = 10;
    private static final int MOST_CONNECTING = 200;
    /** Addresses of the machine that connections come from in turn: one alone has too few ports. */
    private static final int SOURCES = 8;

    private static final int SILENT_INTERVALS = 5;
    private static final int SILENT_MILLIS = 5000;

    private final Plan plan;
    private final EventLoopGroup loop = Sockets.loop();
    private final ChannelGroup channels = new DefaultChannelGroup(loop.next(), true);
    private final Bootstrap bootstrap;
    private final byte[] request;
    private final List<Stream> streams = new ArrayList<>();
    private final SortedMap<String, Integer> faults = new TreeMap<>();
    private final Delays delays = new Delays();
    private boolean isRecording;
    private int allowed;
    private int connecting;
    private int opened;
    private int whole;

    /**
     * Which streams are opened.
     *
     * @param port where, on 127.0.0.1
     * @param streams how many
     * @param everyMillis between two events of one stream
     * @param events of each stream
     * @param perSecond how many are opened in a second
     */
    record Plan(int port, int streams, int everyMillis, int events, int perSecond) {
        /** Where model servers are asked: only there a proxy that reads answers can know them. */
        private static final String PATH = "/v1/chat/completions";

        private static final String BODY =
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Say it word by word.\"}]}";

        Plan {
            if (streams < 1 || everyMillis < 1 || events < 1 || perSecond < 1) {
                throw new IllegalArgumentException("streams, milliseconds, events and rate are at least 1");
            }
        }

        /** The request of each stream: a question as it is sent to a model server. */
        String request() {
            return "POST " + PATH + "?every_ms=" + everyMillis + "&events=" + events + " HTTP/1.1\r\n"
                    + "host: 127.0.0.1:" + port + "\r\n"
                    + "accept: text/event-stream\r\n"
                    + "content-type: application/json\r\n"
                    + "content-length: " + BODY.length() + "\r\n\r\n" + BODY;
        }
    }

    /** Begins to open them. */
    StreamLoad(Plan plan) {
        this.plan = plan;
        this.request = plan.request().getBytes(StandardCharsets.US_ASCII);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(Sockets.client())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(PIECE));
        if (Epoll.isAvailable()) {
            // So that a port is in use for one target only, and a source has enough for all.
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        var unused = loop.scheduleAtFixedRate(this::openSome, 0, OPENING_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Returns when each stream has been answered or has failed, or a minute after the last was due. */
    LoadReport awaitOpened() throws InterruptedException {
        return await(60 + plan.streams() / plan.perSecond(), () -> opened + failures() >= plan.streams());
    }

    /** Begins to record delays, anew. */
    LoadReport record() {
        return on(() -> {
            delays.clear();
            isRecording = true;
            return report();
        });
    }

    /** Ends recording; what was recorded stays in the reports. */
    LoadReport stop() {
        return on(() -> {
            isRecording = false;
            return report();
        });
    }

    /** Returns when no stream goes on, or after so many seconds. */
    LoadReport awaitEnded(int seconds) throws InterruptedException {
        return await(seconds, () -> whole + failures() >= plan.streams());
    }

    @Override
    public void close() {
        // The loop alone would leave some of many open.
        boolean unused = channels.close().awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
        Sockets.end(loop);
    }

    private LoadReport await(int seconds, Callable<Boolean> reached) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!on(reached) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(OPENING_MILLIS);
        }
        return on(this::report);
    }

    private <T> T on(Callable<T> task) {
        return loop.submit(task).syncUninterruptibly().getNow();
    }

    private int failures() {
        int failures = 0;
        for (int count : faults.values()) {
            failures += count;
        }
        return failures;
    }

    private LoadReport report() {
        long now = System.nanoTime();
        long silence =
                TimeUnit.MILLISECONDS.toNanos(Math.max(SILENT_MILLIS, (long) SILENT_INTERVALS * plan.everyMillis()));
        long events = 0;
        long comments = 0;
        int silent = 0;
        for (Stream stream : streams) {
            events += stream.lines.events();
            comments += stream.lines.comments();
            silent += !stream.isOver && now - stream.lastAt > silence ? 1 : 0;
        }
        return new LoadReport(
                plan.streams(),
                opened,
                whole,
                streams.size() - whole - failures(),
                events,
                comments,
                new TreeMap<>(faults),
                silent,
                new LoadReport.Steady(
                        delays.count(),
                        delays.percentile(0.5),
                        delays.percentile(0.99),
                        delays.percentile(0.999),
                        delays.max()));
    }

    /** As many as have become due, and as the listener at the other end has room for. */
    private void openSome() {
        allowed = Math.min(plan.streams(), allowed + Math.max(1, plan.perSecond() * OPENING_MILLIS / 1000));
        while (streams.size() < allowed && connecting < MOST_CONNECTING) {
            Stream stream = new Stream();
            InetAddress source = Sockets.loopback(1 + streams.size() % SOURCES);
            streams.add(stream);
            connecting++;
            ChannelFuture connected = bootstrap
                    .clone()
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            boolean unused = channels.add(channel);
                            channel.pipeline().addLast(stream);
                        }
                    })
                    .connect(new InetSocketAddress(Sockets.loopback(1), plan.port()), new InetSocketAddress(source, 0));
            var unused = connected.addListener(future -> {
                connecting--;
                if (!future.isSuccess()) {
                    stream.fail("not connected: " + future.cause().getMessage());
                }
            });
        }
    }

    /** One connection. */
    private final class Stream extends ChannelInboundHandlerAdapter {
        private final EventLines lines = new EventLines(plan.events(), this::arrived);
        private final StreamReader reader = new StreamReader(lines);
        private long lastAt = System.nanoTime();
        private boolean isOpen;
        private boolean isOver;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var unused =
                    context.writeAndFlush(context.alloc().buffer(request.length).writeBytes(request));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            lastAt = System.nanoTime();
            try {
                reader.read((ByteBuf) message);
            } finally {
                boolean unused = ReferenceCountUtil.release(message);
            }
            if (!isOpen && reader.isOpen()) {
                isOpen = true;
                opened++;
            }
            String fault = reader.fault();
            if (fault != null) {
                fail(fault);
                var unused = context.close();
            } else if (reader.isWhole() && !isOver) {
                isOver = true;
                whole++;
                var unused = context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail("connection closed");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(String.valueOf(cause.getMessage()));
            var unused = context.close();
        }

        void fail(String why) {
            if (!isOver) {
                isOver = true;
                int unused = faults.merge(why, 1, Integer::sum);
            }
        }

        private void arrived(long sentAt) {
            if (isRecording) {
                delays.add(TimeUnit.NANOSECONDS.toMicros(lastAt - sentAt));
            }
        }
    }
}
