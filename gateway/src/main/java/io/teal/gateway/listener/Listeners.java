package io.teal.gateway.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.teal.gateway.tls.ServerHandshake;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens and closes the ports of a gateway. */
public final class Listeners {
    private static final int STREAM_WINDOW = 64 * 1024 - 1;
    private static final int CONNECTION_WINDOW = 1024 * 1024;
    /** Stream resets let through within {@link #RESET_WINDOW_SECONDS}; more close the connection (rapid reset). */
    private static final int RESETS = 200;

    private static final int RESET_WINDOW_SECONDS = 10;
    /** The decoder behind the guard must never be the stricter one: its answers are not ours. */
    private static final int SLACK = 1024;

    private static final CharSequence STRICT_TRANSPORT_SECURITY =
            HttpHeaders.createOptimized("Strict-Transport-Security");

    private static final AttributeKey<String> PEER_IP = AttributeKey.valueOf(Listeners.class, "peerIp");

    private Listeners() {}

    /**
     * A Vert.x with the native transport where there is one, which puts a {@link RequestGuard} in front of each listener.
     * Other servers opened with it are left alone.
     *
     * @param eventLoops number of event loop threads
     */
    public static Vertx vertx(int eventLoops, ListenerLimits limits) {
        Transport chosen = Transport.nativeTransport();
        Transport base = chosen != null && chosen.available() ? chosen : Transport.NIO;
        FileSystemOptions files =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(eventLoops).setFileSystemOptions(files))
                .withTransport(new Guarded(base, new GuardedTransport(base.implementation(), limits)))
                .build();
    }

    /**
     * Runs something that opens a connection, and gives the channel it is opened on, so that it can be closed before it stands;
     * null when none was made at once. Call on an event loop of {@code vertx}, which must come from {@link #vertx}.
     */
    public static @Nullable Channel opening(Vertx vertx, Runnable connect) {
        if (!(((VertxInternal) vertx).transport() instanceof GuardedTransport transport)) {
            throw new IllegalArgumentException("the Vert.x must come from Listeners.vertx");
        }
        Channel before = transport.newest();
        connect.run();
        Channel made = transport.newest();
        return made == before ? null : made;
    }

    /**
     * Opens all listeners on the calling event loop; called once for each event loop that shall serve. Opens of the same
     * spec in one Vert.x share one port. The future fails when one cannot be opened, and then those opened before it are
     * closed again.
     *
     * @param vertx from {@link #vertx}, made with the same limits
     * @param handler gets each request of every listener, on the event loop of its connection
     * @return the servers in the order of the specs; {@link HttpServer#actualPort()} is the port that was bound
     */
    public static Future<List<HttpServer>> open(
            Vertx vertx, List<ListenerSpec> specs, ListenerLimits limits, Handler<HttpServerRequest> handler) {
        if (!(((VertxInternal) vertx).transport() instanceof GuardedTransport transport)
                || !transport.limits().equals(limits)) {
            throw new IllegalArgumentException("the Vert.x must come from Listeners.vertx with these limits");
        }
        List<HttpServer> servers = new ArrayList<>(specs.size());
        List<Future<HttpServer>> opening = new ArrayList<>(specs.size());
        for (ListenerSpec spec : specs) {
            HttpServer server = vertx.createHttpServer(options(spec, limits))
                    .connectionHandler(connection -> connected(connection, spec, limits))
                    .invalidRequestHandler(Listeners::invalid)
                    .requestHandler(handler(spec, handler));
            servers.add(server);
            opening.add(server.listen(transport.port(spec), spec.host()));
        }
        List<HttpServer> opened = List.copyOf(servers);
        return Future.join(opening).map(opened).recover(cause -> close(opened, Duration.ZERO)
                .transform(done -> Future.failedFuture(cause)));
    }

    /**
     * Stops accepting, closes idle connections, lets running requests end and closes what is left at the deadline. HTTP/2
     * connections are told to go away first.
     *
     * @param deadline how long running requests get; zero closes at once
     */
    public static Future<Void> close(List<HttpServer> servers, Duration deadline) {
        List<Future<Void>> closing = new ArrayList<>(servers.size());
        for (HttpServer server : servers) {
            closing.add(server.shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS));
        }
        return Future.join(closing).mapEmpty();
    }

    private static Handler<HttpServerRequest> handler(ListenerSpec spec, Handler<HttpServerRequest> handler) {
        Integer port = spec.redirectPort();
        if (port != null) {
            return new HttpsRedirect(port);
        }
        TlsSpec tls = spec.tls();
        String hsts = tls == null ? null : tls.hsts();
        if (hsts == null) {
            return handler;
        }
        return request -> {
            request.response().headers().set(STRICT_TRANSPORT_SECURITY, hsts);
            handler.handle(request);
        };
    }

    /** The address a connection came from, in digits. Call it on the event loop of the connection. */
    public static String peerIp(HttpConnection connection) {
        Attribute<String> known = ((ConnectionBase) connection).channel().attr(PEER_IP);
        String address = known.get();
        if (address == null) {
            String digits = connection.remoteAddress().hostAddress();
            address = digits == null ? "unknown" : digits;
            known.set(address);
        }
        return address;
    }

    /**
     * Ends a connection at once: what was written and has not gone out is dropped, and the client gets a reset, which it cannot
     * take for the end of a message. Does nothing on one that is closed. Call it on the event loop of the connection.
     */
    public static void reset(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        if (channel.isOpen()) {
            boolean unused = channel.config().setOption(ChannelOption.SO_LINGER, 0);
            // From below all handlers, which would first write what waits.
            var unusedClosing = channel.pipeline().firstContext().close();
        }
    }

    private static HttpServerOptions options(ListenerSpec spec, ListenerLimits limits) {
        HttpServerOptions options = GuardedTransport.mark(new HttpServerOptions())
                .setTcpNoDelay(true)
                // Whatever is written is written on the event loop of the connection: no queue for other threads is
                // needed.
                .setStrictThreadMode(true)
                // A WebSocket is a tunnel here: its frames are the server's and the client's.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setReuseAddress(true)
                .setIdleTimeout(0)
                .setSslHandshakeTimeout(limits.headerTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setDecompressionSupported(false)
                .setHandle100ContinueAutomatically(false)
                .setMaxInitialLineLength(limits.requestLine() + SLACK)
                .setMaxHeaderSize(limits.headerBytes() + SLACK)
                .setHttp2ClearTextEnabled(true)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS)
                .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(STREAM_WINDOW)
                        .setMaxConcurrentStreams(limits.http2Streams())
                        .setMaxHeaderListSize(limits.headerBytes())
                        .setPushEnabled(false));
        TlsSpec tls = spec.tls();
        if (tls != null) {
            ServerHandshake.configure(options, tls.certificates(), null);
        }
        return options;
    }

    /**
     * On TLS this comes before the first byte is decoded, on plaintext in the middle of the first head, with HTTP/2 after
     * the client's first settings.
     */
    private static void connected(HttpConnection connection, ListenerSpec spec, ListenerLimits limits) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get(PhaseClock.Opening.NAME) != null) {
            pipeline.remove(PhaseClock.Opening.NAME);
        }
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 != null) {
            Http2Guard.install(http2, pipeline.context(http2), limits);
            return;
        }
        if (spec.tls() != null) {
            pipeline.addBefore("httpDecoder", RequestGuard.NAME, RequestGuard.http1(limits));
        }
        RequestGuard guard = pipeline.get(RequestGuard.class);
        pipeline.addAfter("httpEncoder", RequestGuard.WATCH, new ResponseWatch(guard, pipeline.context("httpEncoder")));
    }

    private static void invalid(HttpServerRequest request) {
        request.response().setStatusCode(400).putHeader("Connection", "close").end("malformed request\n");
    }

    /** The wrapped transport under its own name, as Vert.x wants it. */
    private record Guarded(Transport base, GuardedTransport implementation) implements Transport {
        @Override
        public String name() {
            return base.name();
        }

        @Override
        public boolean available() {
            return base.available();
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return base.unavailabilityCause();
        }
    }
}
