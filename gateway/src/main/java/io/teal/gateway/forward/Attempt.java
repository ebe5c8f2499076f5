package io.teal.gateway.forward;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.teal.gateway.origin.InvalidResponse;
import io.teal.gateway.origin.OriginConnection;
import io.teal.gateway.origin.OriginListener;
import io.teal.gateway.origin.OriginPool;
import io.teal.gateway.origin.OriginRequest;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.AttemptRecord;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.tls.HandshakeFailure;
import io.teal.gateway.trace.TraceParent;
import io.teal.gateway.upstream.Lease;
import io.teal.gateway.upstream.Lease.Verdict;
import io.teal.gateway.upstream.Lease.Work;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.StreamResetException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One try to get an answer from one server: connection, request, response head. It holds the lease, and ends it exactly once
 * with what the try showed about the server. After the head the {@link Relay} takes over. Confined to the event loop.
 */
final class Attempt implements OriginPool.Receiver, OriginListener {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    /**
     * How long after the request a kept connection may break and still be one the server had let go of before: its reset
     * needs one round trip. A server that breaks later has had the request, and may have done what it asks.
     */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The HTTP/2 error code of a stream that the server says it has not begun with (RFC 9113 8.7). */
    private static final long REFUSED_STREAM = 7;

    private final Forwarding forwarding;
    private final Lease lease;
    private final Forwarder.Destination to;
    private final AttemptRecord record;

    /** Whether it says something about the server, for those who come after it. */
    private final boolean judges;

    private OriginPool.@Nullable Opening opening;
    private @Nullable OriginConnection connection;
    private @Nullable OriginRequest request;
    private @Nullable OriginResponse response;
    private long sentAt;
    private long firstTokenAt;
    private long events;
    private long eventsBefore;
    private boolean streamed;
    private boolean fresh;
    private boolean sent;
    private boolean interim;
    private boolean tunnel;
    private boolean over;

    Attempt(Forwarding forwarding, Lease lease, Forwarder.Destination to) {
        this.forwarding = forwarding;
        this.to = to;
        this.lease = lease;
        this.judges = !forwarding.errand().purpose().direct();
        this.record = forwarding.errand().record().attempt(lease.key(), lease.choice(), forwarding.now());
    }

    /** The claim this try is made on. */
    Lease lease() {
        return lease;
    }

    /**
     * Starts the try.
     *
     * @param fresh whether a kept connection will not do
     */
    void start(OriginPool pool, Upstream upstream, Duration connectTimeout, boolean fresh) {
        this.fresh = fresh;
        opening = pool.connect(lease.server().address(), upstream, connectTimeout, fresh, this);
    }

    @Override
    public void connected(OriginConnection opened) {
        if (over) {
            opened.giveBack(forwarding.now());
            return;
        }
        connection = opened;
        record.connected(forwarding.now());
        opened.request(forwarding.errand().method(), forwarding.target(), forwarding.webSocket(), this);
    }

    @Override
    public void notConnected(Throwable cause) {
        if (over) {
            return;
        }
        if (cause instanceof ClosedChannelException && !fresh) {
            // No server can do that: an event for a connection that was just closed came to the new one with its file
            // descriptor, and the transport took it for its own.
            fail(Outcome.STALE_CONNECTION, "closed on this side before it stood");
            return;
        }
        boolean late = cause instanceof ConnectTimeoutException;
        fail(late ? Outcome.TIMEOUT_CONNECT : Outcome.CONNECT_FAILED, describe(cause));
    }

    @Override
    public void ready(OriginRequest to) {
        request = to;
        try {
            forwarding.writeHead(to);
            TraceParent told = record.told();
            if (told != null) {
                Heads.trace(forwarding.errand(), to, told);
            }
            sentAt = forwarding.now();
            forwarding.sending(this, to);
        } catch (RuntimeException bug) {
            forwarding.bug(bug);
        }
    }

    @Override
    public void interim() {
        interim = true;
    }

    @Override
    public void earlyHints(MultiMap hints) {
        forwarding.earlyHints(hints);
    }

    @Override
    public void answered(OriginResponse head) {
        if (over) {
            return;
        }
        if (head.status() < 200 && head.status() != 101) {
            fail(Outcome.INVALID_RESPONSE, "an interim response " + head.status() + " that cannot be passed on");
            return;
        }
        response = head;
        tunnel = head.status() == 101;
        long now = forwarding.now();
        record.firstByte(now);
        if (judges) {
            lease.firstByte(now - sentAt);
        }
        try {
            forwarding.answered(this, head);
        } catch (RuntimeException bug) {
            forwarding.bug(bug);
        }
    }

    /** The last byte of the request has gone out: from here the server is waited for. */
    void requestSent() {
        sentAt = forwarding.now();
        sent = true;
        record.sent(sentAt);
    }

    /** When the server had the request, nanoseconds of the loop's clock. */
    long sentAt() {
        return sentAt;
    }

    /** Events of its answer have come; those of the first token before {@link #firstToken} is told. */
    void events(long more) {
        events += more;
        to.counts().events(more);
    }

    /** The first token has come, of a stream or with all others. */
    void firstToken(long now, boolean ofStream) {
        firstTokenAt = now;
        eventsBefore = events;
        streamed = ofStream;
        if (judges) {
            lease.firstToken(now - sentAt, forwarding.requestBytes());
        }
    }

    /** What an outcome says about the server. */
    static Verdict verdict(Outcome outcome) {
        return switch (outcome.counts()) {
            case FOR -> Verdict.SUCCESS;
            case AGAINST -> Verdict.FAILURE;
            case NOT -> Verdict.IGNORED;
        };
    }

    @Override
    public void failed(Throwable cause) {
        if (over || tunnel) {
            // The end of a tunnel is told by its sockets.
            return;
        }
        if (cause instanceof InvalidResponse || cause instanceof DecoderException || invalid(cause)) {
            fail(Outcome.INVALID_RESPONSE, cause instanceof InvalidResponse ? describe(cause) : "not valid HTTP");
        } else if (response != null) {
            fail(Outcome.TRUNCATED, describe(cause));
        } else if (cause instanceof HandshakeFailure) {
            fail(Outcome.CONNECT_FAILED, describe(cause));
        } else {
            fail(stale(cause) ? Outcome.STALE_CONNECTION : Outcome.RESET, describe(cause));
        }
    }

    /** Whether the server let go of a kept connection before it saw the request, as far as can be told from here. */
    private boolean stale(Throwable cause) {
        if (cause instanceof StreamResetException reset && reset.getCode() != REFUSED_STREAM) {
            return false;
        }
        OriginConnection broken = connection;
        return broken != null
                && broken.used()
                && !interim
                && !broken.heard()
                && (request == null || forwarding.now() - sentAt <= STALE_NANOS);
    }

    /** What the HTTP/2 client throws for frames that are no response. */
    private static boolean invalid(Throwable cause) {
        return cause instanceof IllegalArgumentException;
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Ends the try with a failure that is blamed as its kind says, unless it is over. */
    void fail(Outcome outcome, String why) {
        fail(outcome, outcome.counts() == Outcome.Counts.AGAINST, why);
    }

    /**
     * Ends the try with a failure, unless it is over.
     *
     * @param blamed whether it counts against the server
     */
    void fail(Outcome outcome, boolean blamed, String why) {
        if (over) {
            return;
        }
        if (outcome == Outcome.TIMEOUT_FIRST_TOKEN && judges) {
            lease.firstTokenMissed(forwarding.now() - sentAt, forwarding.requestBytes());
        }
        close(blamed ? Verdict.FAILURE : Verdict.IGNORED, outcome.tag(), outcome);
        forwarding.attemptFailed(this, outcome, why);
    }

    /** Where the server is, and what it did, is for the log; a client only learns the request's id. */
    void say(Level level, Outcome outcome, String why) {
        log.atLevel(level)
                .log(
                        "attempt failed request_id={} server={} outcome={} reason=\"{}\"",
                        forwarding.errand().requestId(),
                        lease.key(),
                        outcome.tag(),
                        why);
    }

    /** Breaks the try off: nobody wants its answer. The connection is closed, so that the server can stop. */
    void cancel(Verdict verdict, Outcome why) {
        if (!over) {
            close(verdict, why.tag(), why);
        }
    }

    private void close(Verdict verdict, String why, Outcome outcome) {
        over = true;
        count(outcome);
        if (connection != null) {
            connection.close();
        } else if (opening != null) {
            opening.cancel();
        }
        record.ended(why, forwarding.now());
        lease.end(judges ? verdict : Verdict.IGNORED, why, left());
    }

    /** What is left for the server to do when the attempt is broken off. */
    private Work left() {
        if (!sent) {
            return Work.DONE;
        }
        return forwarding.question().goesOn(response != null && streamed(response)) ? Work.GOES_ON : Work.STOPS;
    }

    private static boolean streamed(OriginResponse response) {
        String type = response.header(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("text/event-stream");
    }

    /**
     * The answer has come to its end.
     *
     * @param reusable whether the connection can take another request
     * @param outcome how it ended
     */
    void complete(boolean reusable, Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        Verdict verdict = judges ? verdict(outcome) : Verdict.IGNORED;
        long now = forwarding.now();
        record.ended(outcome.tag(), now);
        count(outcome);
        if (forwarding.question().read() && outcome.good()) {
            countAnswer(now);
        }
        lease.end(
                verdict,
                verdict == Verdict.FAILURE ? why(outcome) : "",
                forwarding.question().read() ? Work.ANSWERED : Work.DONE);
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

    private void count(Outcome outcome) {
        if (judges) {
            lease.counts().count(outcome);
        }
    }

    private void countAnswer(long now) {
        to.models().answered(now - sentAt);
        if (streamed) {
            to.models().streamed(firstTokenAt - sentAt, now - firstTokenAt, events - eventsBefore);
        }
    }

    private String why(Outcome outcome) {
        boolean told = outcome == Outcome.SERVER_ERROR || outcome == Outcome.REFUSED_BY_SERVER;
        return told && response != null ? "status " + response.status() : outcome.tag();
    }

    /** The tunnel is over: its connection is closed at once, unless it is gone. */
    void tunnelClosed() {
        if (over) {
            return;
        }
        record.ended(Outcome.OK.tag(), forwarding.now());
        if (connection != null && connection.closed()) {
            // To reset the request would drop what the server sent before it left.
            over = true;
            lease.counts().count(Outcome.OK);
            lease.end(Verdict.SUCCESS, "");
        } else {
            close(Verdict.SUCCESS, "", Outcome.OK);
        }
    }

    private static boolean keepsAlive(OriginResponse response) {
        String option = response.header("Connection");
        return switch (response.version()) {
            case HTTP_1_0 -> option != null && option.equalsIgnoreCase("keep-alive");
            case HTTP_1_1, HTTP_2 ->
                option == null || !option.toLowerCase(Locale.ROOT).contains("close");
        };
    }
}
