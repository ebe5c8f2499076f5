package io.teal.gateway.forward;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.teal.gateway.failure.Failure;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.Lease;
import io.teal.gateway.upstream.Lease.Verdict;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One try to get an answer from one server: connection, request, response head. It holds the lease, and ends it exactly once
 * with what the try showed about the server. After the head the {@link Relay} takes over. Confined to the event loop.
 */
final class Attempt implements OriginPool.Receiver {
    private final Forwarding forwarding;
    private final Lease lease;
    private @Nullable OriginConnection connection;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private long sentAt;
    private boolean tunnel;
    private boolean over;

    Attempt(Forwarding forwarding, Lease lease) {
        this.forwarding = forwarding;
        this.lease = lease;
    }

    /** The claim this try is made on. */
    Lease lease() {
        return lease;
    }

    /** Whether the connection was used before: then the server may have let go of it just now. */
    boolean onUsedConnection() {
        return connection != null && connection.used();
    }

    /**
     * Starts the try.
     *
     * @param fresh whether a kept connection will not do
     */
    void start(OriginPool pool, Upstream upstream, boolean fresh) {
        pool.connect(lease.server().address(), upstream.protocol(), upstream.keepaliveTimeout(), fresh, this);
    }

    @Override
    public void connected(OriginConnection opened) {
        if (over) {
            opened.giveBack(forwarding.now());
            return;
        }
        connection = opened;
        RequestOptions options = new RequestOptions()
                .setMethod(forwarding.exchange().request().method())
                .setURI(forwarding.target());
        var unused = opened.connection().request(options).onComplete(result -> {
            if (over) {
                opened.close();
            } else if (result.succeeded()) {
                opened.expectResponse(forwarding.webSocket());
                send(result.result());
            } else {
                failed(result.cause());
            }
        });
    }

    @Override
    public void notConnected(Throwable cause) {
        if (over) {
            return;
        }
        boolean late = cause instanceof ConnectTimeoutException;
        fail(late ? Failure.TIMEOUT_CONNECT : Failure.CONNECT_FAILED, describe(cause));
    }

    private void send(HttpClientRequest to) {
        request = to;
        to.exceptionHandler(this::failed);
        var unused = to.response().onComplete(result -> {
            if (result.succeeded()) {
                answered(result.result());
            } else {
                failed(result.cause());
            }
        });
        forwarding.writeHead(to);
        sentAt = forwarding.now();
        forwarding.sending(this, to);
    }

    private void answered(HttpClientResponse head) {
        if (over) {
            return;
        }
        if (head.statusCode() < 200 && head.statusCode() != 101) {
            fail(Failure.INVALID_RESPONSE, "an interim response " + head.statusCode() + " that cannot be passed on");
            return;
        }
        response = head;
        // From here on the request's own handler hears of nothing any more.
        head.exceptionHandler(this::failed);
        tunnel = head.statusCode() == 101;
        lease.firstByte(forwarding.now() - sentAt);
        forwarding.answered(this, head);
    }

    /** The last byte of the request has gone out: from here the server is waited for. */
    void requestSent() {
        sentAt = forwarding.now();
    }

    private void failed(Throwable cause) {
        if (over || tunnel) {
            // The end of a tunnel is told by its sockets.
            return;
        }
        if (cause instanceof InvalidResponse
                || cause instanceof TooLongFrameException
                || cause instanceof DecoderException
                || invalid(cause)) {
            fail(Failure.INVALID_RESPONSE, cause instanceof InvalidResponse ? describe(cause) : "not valid HTTP");
        } else if (onUsedConnection() && response == null) {
            fail(Failure.STALE_CONNECTION, describe(cause));
        } else {
            fail(response == null ? Failure.RESET : Failure.TRUNCATED, describe(cause));
        }
    }

    /** What the HTTP decoder throws for bytes that are not a response. */
    private static boolean invalid(Throwable cause) {
        return cause instanceof IllegalArgumentException
                || cause instanceof NumberFormatException
                || (cause instanceof IllegalStateException
                        && cause.getMessage() != null
                        && cause.getMessage().startsWith("Unsupported HTTP version"));
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Whether the answer waits for a slow client. */
    void paused(boolean now) {
        if (connection != null) {
            connection.paused(now);
        }
    }

    /** Ends the try with a failure, unless it is over. */
    void fail(Failure failure, String why) {
        if (over) {
            return;
        }
        boolean blamed = failure.blame() == Failure.Blame.SERVER;
        close(blamed ? Verdict.FAILURE : Verdict.IGNORED, failure.tag());
        forwarding.attemptFailed(this, failure, why);
    }

    /** Breaks the try off: nobody wants its answer. The connection is closed, so that the server can stop. */
    void cancel(Verdict verdict, String why) {
        if (!over) {
            close(verdict, why);
        }
    }

    private void close(Verdict verdict, String why) {
        over = true;
        HttpClientRequest sending = request;
        if (connection != null && sending != null) {
            connection.close(sending);
        } else if (connection != null) {
            connection.close();
        }
        lease.end(verdict, why);
    }

    /**
     * The answer has come to its end.
     *
     * @param reusable whether the connection can take another request
     */
    void complete(boolean reusable) {
        if (over) {
            return;
        }
        over = true;
        int status = response == null ? 0 : response.statusCode();
        lease.end(status >= 500 ? Verdict.FAILURE : Verdict.SUCCESS, status >= 500 ? "status " + status : "");
        OriginConnection used = connection;
        if (used == null) {
            return;
        }
        // A connection that might have become a tunnel is not trusted to be an ordinary one again.
        if (reusable && response != null && keepsAlive(response) && !forwarding.webSocket()) {
            used.giveBack(forwarding.now());
        } else {
            used.close();
        }
    }

    /**
     * A tunnel was opened on the connection; it lasts until {@link #tunnelClosed}.
     *
     * @param ended called when the server will send no more, maybe ahead of bytes that wait
     */
    void tunnelOpened(Runnable ended) {
        if (connection != null) {
            connection.whenServerEnds(ended);
        }
    }

    /** The tunnel is over: its connection is closed at once, unless it is gone. */
    void tunnelClosed() {
        if (over) {
            return;
        }
        if (connection != null && connection.closed()) {
            // To reset the request would drop what the server sent before it left.
            over = true;
            lease.end(Verdict.SUCCESS, "");
        } else {
            close(Verdict.SUCCESS, "");
        }
    }

    private static boolean keepsAlive(HttpClientResponse response) {
        String option = response.getHeader("Connection");
        return switch (response.version()) {
            case HTTP_1_0 -> option != null && option.equalsIgnoreCase("keep-alive");
            case HTTP_1_1, HTTP_2 ->
                option == null || !option.toLowerCase(Locale.ROOT).contains("close");
        };
    }

    /** Whether the method of a request says that doing it twice is doing it once (RFC 9110 9.2.2). */
    static boolean idempotent(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE)
                || method.equals(HttpMethod.TRACE);
    }
}
