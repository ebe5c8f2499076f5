package io.teal.gateway.listener;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.handler.codec.compression.CompressionOptions;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A transport that puts a {@link RequestGuard} first on each connection of each plaintext listener.
 *
 * <p>Why here: with HTTP/2 over plaintext on, Vert.x tells of a connection only after the first HTTP/1 head was decoded,
 * too late to check it. The one earlier moment it gives away is the configuration of the server bootstrap. A handler on
 * the accepting channel sees each accepted connection before it is registered, so the guard is there before its first
 * byte, whatever Vert.x adds behind it later. Everything else is the wrapped transport's work.
 */
final class GuardedTransport implements Transport {
    private final Transport transport;
    private final ListenerLimits limits;
    private final Map<ListenerSpec, Integer> shared = new ConcurrentHashMap<>();
    private final Map<Thread, Channel> newest = new ConcurrentHashMap<>();

    GuardedTransport(Transport transport, ListenerLimits limits) {
        this.transport = transport;
        this.limits = limits;
    }

    ListenerLimits limits() {
        return limits;
    }

    /** The port to give to Vert.x: its negative numbers each stand for one free port that all event loops share. */
    int port(ListenerSpec spec) {
        if (spec.port() > 0) {
            return spec.port();
        }
        synchronized (shared) {
            return shared.computeIfAbsent(spec, unused -> -1 - shared.size());
        }
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
        if (options instanceof HttpServerOptions http && isListener(http)) {
            bootstrap.handler(new Accepted(limits, options.isSsl()));
        }
    }

    /**
     * Marks the options of a listener, so that other servers of the same Vert.x are left alone. Options are copied on their
     * way here; a list of compressors survives that, and means nothing as long as compression is off.
     */
    static HttpServerOptions mark(HttpServerOptions options) {
        return options.setCompressionSupported(false).addCompressor(Mark.LISTENER);
    }

    private static boolean isListener(HttpServerOptions options) {
        return options.getCompressors() != null && options.getCompressors().contains(Mark.LISTENER);
    }

    private enum Mark implements CompressionOptions {
        LISTENER
    }

    @ChannelHandler.Sharable
    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private final ListenerLimits limits;
        private final boolean tls;

        Accepted(ListenerLimits limits, boolean tls) {
            this.limits = limits;
            this.tls = tls;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            if (msg instanceof Channel accepted && tls) {
                accepted.pipeline().addLast(PhaseClock.Opening.NAME, new PhaseClock.Opening(limits));
            } else if (msg instanceof Channel accepted) {
                accepted.pipeline().addLast(RequestGuard.NAME, RequestGuard.plaintext(limits));
            }
            ctx.fireChannelRead(msg);
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return transport.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return transport.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return transport.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return transport.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        return transport.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return transport.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // the type is in the signature of Vert.x
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return transport.datagramChannel(family);
    }

    /**
     * Remembers the channel each thread made last. A connection that is being opened cannot be taken back through Vert.x, but
     * its channel, which is made while the opening is asked for, can be closed.
     */
    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        ChannelFactory<? extends Channel> factory = transport.channelFactory(domainSocket);
        return () -> {
            Channel made = factory.newChannel();
            newest.put(Thread.currentThread(), made);
            return made;
        };
    }

    /** The client channel this thread made last; null when it made none. */
    @Nullable Channel newest() {
        return newest.get(Thread.currentThread());
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return transport.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        transport.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        transport.configure(options, connectTimeout, domainSocket, bootstrap);
    }
}
