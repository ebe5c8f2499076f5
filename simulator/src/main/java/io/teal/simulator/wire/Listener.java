package io.teal.simulator.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The listening socket of one instance on 127.0.0.1 and its connections. Its methods may be called from any thread. */
public final class Listener {
    private static final int BACKLOG = 2048;
    private static final int REBINDS = 400;
    private static final int REBIND_MILLIS = 5;

    private final EventLoopGroup loops;
    private final Consumer<Exchange> site;
    private final Ledger ledger;
    private final long keepAliveNanos;
    private final DateLine date;
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private @Nullable Channel socket;
    private volatile @Nullable ChannelFuture closing;
    private int port;
    private boolean held;

    /**
     * @param port the port to listen on; 0 picks a free one at the first {@link #open}, which is kept from then on
     * @param keepAlive how long a connection may be idle after an answer
     * @param server what responses call the server; empty when they do not say
     */
    public Listener(
            EventLoopGroup loops, int port, Duration keepAlive, String server, Ledger ledger, Consumer<Exchange> site) {
        this.date = new DateLine(server);
        this.loops = loops;
        this.port = port;
        this.keepAliveNanos = keepAlive.toNanos();
        this.ledger = ledger;
        this.site = site;
    }

    /** Starts to listen; the future ends when it does. Does nothing when it already listens. */
    public synchronized CompletableFuture<Void> open() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        if (socket != null) {
            opened.complete(null);
            return opened;
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new RequestDecoder(ledger), new HttpConnection(Listener.this, site));
                    }
                });
        bind(bootstrap, held ? REBINDS : 0, opened);
        return opened;
    }

    /** The JDK closes a socket for good only in the next round of its selector: a port just given up may need a moment. */
    private synchronized void bind(ServerBootstrap bootstrap, int retries, CompletableFuture<Void> opened) {
        ChannelFuture binding = bootstrap.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket = binding.channel();
        var unused = binding.addListener(done -> {
            if (done.isSuccess()) {
                listens(binding.channel());
                opened.complete(null);
            } else if (retries > 0) {
                var unusedTimer = loops.schedule(
                        () -> bindAgain(binding.channel(), bootstrap, retries - 1, opened),
                        REBIND_MILLIS,
                        TimeUnit.MILLISECONDS);
            } else {
                var unusedSocket = taken();
                opened.completeExceptionally(
                        new IllegalStateException("cannot listen on 127.0.0.1:" + port(), done.cause()));
            }
        });
    }

    /** Tries once more unless the socket was given up in between. */
    private synchronized void bindAgain(
            Channel failed, ServerBootstrap bootstrap, int retries, CompletableFuture<Void> opened) {
        if (socket == failed) {
            bind(bootstrap, retries, opened);
        } else {
            opened.completeExceptionally(new IllegalStateException("closed while it waited for its port"));
        }
    }

    /** Closes the listening socket: new connections are refused, open ones go on. */
    public void refuse() {
        Channel bound = taken();
        if (bound != null) {
            closing = bound.close();
        }
    }

    /** Ends everything at once as the death of the process would: nobody listens, every connection is reset. */
    public void kill() {
        refuse();
        resetConnections();
    }

    /** Resets every open connection. */
    public void resetConnections() {
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> {
                if (connection.isActive()) {
                    connection.config().setOption(ChannelOption.SO_LINGER, 0);
                }
                var unused = connection.close();
            });
        }
    }

    /** Closes the listening socket and every connection in the ordinary way. */
    public void close() {
        refuse();
        for (Channel connection : connections) {
            var unused = connection.close();
        }
    }

    /** Waits until no listening socket and no connection is left. Not for an event loop. */
    public void awaitClosed() {
        ChannelFuture socketClosing = closing;
        if (socketClosing != null) {
            var unused = socketClosing.awaitUninterruptibly();
            var unusedRound = socketClosing
                    .channel()
                    .eventLoop()
                    .schedule(() -> {}, REBIND_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly();
        }
        for (Channel connection : connections) {
            var unused = connection.closeFuture().awaitUninterruptibly();
        }
    }

    public synchronized int port() {
        return port;
    }

    /** Whether connections are accepted now. */
    public synchronized boolean listening() {
        return socket != null;
    }

    Ledger ledger() {
        return ledger;
    }

    DateLine date() {
        return date;
    }

    long keepAliveNanos() {
        return keepAliveNanos;
    }

    long opened(Channel channel) {
        connections.add(channel);
        return ledger.connectionOpened();
    }

    void closed(Channel channel) {
        if (connections.remove(channel)) {
            ledger.connectionClosed();
        }
    }

    private synchronized void listens(Channel bound) {
        port = ((InetSocketAddress) bound.localAddress()).getPort();
        held = true;
    }

    private synchronized @Nullable Channel taken() {
        Channel bound = socket;
        socket = null;
        return bound;
    }
}
