package io.teal.gateway.forward;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.failure.Failure;
import io.teal.gateway.listener.RequestGuard;
import io.teal.gateway.upstream.Lease.Verdict;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;

/**
 * A WebSocket between client and server (RFC 6455): the handshake goes through as any request, and after the server's 101 the
 * bytes pass both ways unread, with backpressure. Subprotocols and extensions are agreed between the two ends.
 */
final class Tunnel {
    private Tunnel() {}

    /** Whether the request asks to become a WebSocket. Any other upgrade is passed over, as RFC 9110 7.8 allows. */
    static boolean isAskedFor(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        return !exchange.http2()
                && request.method().equals(HttpMethod.GET)
                && request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    }

    /** Sends the handshake. */
    static void open(HttpClientRequest to) {
        var unused = to.connect();
    }

    /** The server agreed: answers 101 and ties the two sockets together. */
    static void establish(Forwarding forwarding, Attempt attempt, HttpClientResponse head) {
        Exchange exchange = forwarding.exchange();
        NetSocket server = head.netSocket();
        server.pause();
        forwarding.heads().toClient(head.headers(), exchange.response().headers(), true);
        RequestGuard.release(exchange.request().connection());
        var unused = exchange.request().toNetSocket().onComplete(result -> {
            if (result.failed()) {
                var unusedClosing = server.close();
                attempt.cancel(Verdict.IGNORED, Failure.CLIENT_LEFT.tag());
                exchange.cut();
                return;
            }
            NetSocket client = result.result();
            client.pause();
            client.closeHandler(gone -> {
                attempt.tunnelClosed();
                var unusedClosing = server.close();
            });
            server.closeHandler(gone -> {
                attempt.tunnelClosed();
                var unusedClosing = client.close();
            });
            pass(client, server);
            pass(server, client);
        });
    }

    private static void pass(NetSocket from, NetSocket to) {
        from.exceptionHandler(broken -> {
            var unusedClosing = from.close();
        });
        from.handler(bytes -> {
            var unused = to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.endHandler(done -> {
            var unused = to.end();
        });
        from.resume();
    }
}
