package io.teal.gateway.forward;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.teal.gateway.exchange.Deadlines;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.listener.RequestGuard;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.origin.OriginTunnel;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Upstream.Protocol;
import io.teal.gateway.upstream.Lease.Verdict;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket between client and server (RFC 6455): the handshake goes through as any request, and after the server's 101 the
 * bytes pass both ways unread, with backpressure. Subprotocols and extensions are agreed between the two ends. When one end
 * has left, what it had sent still goes to the other, for {@link #GRACE} at most. Confined to the event loop.
 */
final class Tunnel extends Deadlines.Watch {
    /** How long the bytes of an end that left may take to reach the other. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private final Exchange exchange;
    private final Attempt attempt;
    private final Channel channel;
    private final NetSocket client;
    private final OriginTunnel server;
    private boolean clientGone;
    private boolean serverGone;
    private boolean ending;
    private Outcome outcome = Outcome.OK;

    private Tunnel(Exchange exchange, Attempt attempt, Channel channel, NetSocket client, OriginTunnel server) {
        this.exchange = exchange;
        this.attempt = attempt;
        this.channel = channel;
        this.client = client;
        this.server = server;
    }

    /**
     * Whether the request asks to become a WebSocket and can: any other upgrade is passed over, as RFC 9110 7.8 allows. One
     * with a body is an ordinary request, since a tunnel would begin behind bytes that a server need not read.
     *
     * @param protocol what the server speaks
     */
    static boolean isAskedFor(@Nullable Exchange exchange, Protocol protocol) {
        if (exchange == null) {
            return false;
        }
        HttpServerRequest request = exchange.request();
        MultiMap headers = request.headers();
        return protocol == Protocol.HTTP_1_1
                && request.version() == HttpVersion.HTTP_1_1
                && request.method().equals(HttpMethod.GET)
                && headers.contains(HttpHeaders.UPGRADE, "websocket", true)
                && namesUpgrade(headers)
                && !headers.contains(HttpHeaders.TRANSFER_ENCODING)
                && isEmpty(headers.get(HttpHeaders.CONTENT_LENGTH));
    }

    private static boolean namesUpgrade(MultiMap headers) {
        for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String option : value.split(",", -1)) {
                if (option.strip().equalsIgnoreCase("upgrade")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isEmpty(@Nullable String length) {
        return length == null || Long.parseLong(length) == 0;
    }

    /** The server agreed: answers 101 and ties the two sockets together. */
    static void establish(Exchange exchange, Heads heads, Attempt attempt, OriginResponse head) {
        OriginTunnel server = head.tunnel();
        heads.toClient(exchange, head.headers(), true);
        if (!(exchange.request().connection() instanceof ConnectionBase connection)) {
            throw new IllegalStateException("no channel to tunnel");
        }
        RequestGuard.release(exchange.request().connection());
        var unused = exchange.request().toNetSocket().onComplete(result -> {
            if (result.failed()) {
                attempt.cancel(Verdict.IGNORED, Outcome.CLIENT_LEFT);
                server.drop();
                exchange.cut();
                exchange.end(Outcome.CLIENT_LEFT);
            } else {
                new Tunnel(exchange, attempt, connection.channel(), result.result(), server).start();
            }
        });
    }

    private void start() {
        exchange.loop().deadlines().add(this);
        client.pause();
        client.closeHandler(gone -> clientGone());
        client.exceptionHandler(broken -> {});
        client.handler(this::toServer);
        // Comes behind the last byte.
        client.endHandler(ended -> server.end());
        server.read(this::toClient, this::ending, this::serverEnded, this::serverGone);
        client.resume();
        server.resume();
    }

    private void toServer(Buffer bytes) {
        server.write(bytes);
        if (server.full()) {
            client.pause();
            server.whenDrained(client::resume);
        }
    }

    private void toClient(Buffer bytes) {
        var unused = client.write(bytes);
        if (client.writeQueueFull()) {
            server.pause();
            client.drainHandler(drained -> server.resume());
        }
    }

    private void serverEnded() {
        var unused = client.end();
    }

    private void clientGone() {
        clientGone = true;
        server.drop();
        gone();
    }

    private void serverGone() {
        serverGone = true;
        attempt.tunnelClosed();
        client.handler(dropped -> {});
        client.resume();
        gone();
    }

    private void gone() {
        if (clientGone && serverGone) {
            ending = true;
            unwatch();
            drop(client);
            server.drop();
            exchange.end(outcome);
        } else {
            ending();
        }
    }

    private void ending() {
        if (!ending) {
            ending = true;
            deadline(exchange.loop().deadlines().now() + GRACE.toNanos());
        }
    }

    /** The one end does not take what the other has left behind. */
    @Override
    protected void expired(long now) {
        close();
    }

    @Override
    protected void gatewayEnds() {
        outcome = Outcome.SHUTDOWN;
        close();
    }

    private void close() {
        unwatch();
        attempt.tunnelClosed();
        server.drop();
        // From below Vert.x's own handler, which would first write all that a slow client has not taken yet.
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (channel.isOpen() && first != null) {
            var unused = first.close();
        }
        drop(client);
        exchange.end(outcome);
    }

    /** Lets go of what waits to be handled: a buffer that was read is freed only by that. */
    private static void drop(NetSocket socket) {
        socket.handler(dropped -> {});
        socket.resume();
    }
}
