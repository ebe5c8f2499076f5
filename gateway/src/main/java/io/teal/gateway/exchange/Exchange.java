package io.teal.gateway.exchange;

import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.accesslog.LoggedRequest;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.stats.Abort;
import io.teal.gateway.stats.RequestStats;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. Confined to its event loop. */
public final class Exchange {
    /** The field, or trailer, that tells how the request ended. */
    public static final CharSequence OUTCOME = HttpHeaders.createOptimized("X-Teal-Outcome");

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final int LONGEST_REQUEST_ID = 128;

    /** How long a client gets to take the rest of an answer, or to send the rest of a body, on a connection that is over. */
    private static final long LINGER_MILLIS = 2_000;

    /** Error codes of HTTP/2 (RFC 9113 7). */
    private static final long NO_ERROR = 0;

    private static final long INTERNAL_ERROR = 2;

    private final HttpServerRequest request;
    private final ActiveRouting routing;
    private final EventLoop loop;
    private final String target;
    private final RequestView head;
    private final RequestRecord record;
    private @Nullable String requestId;
    private RequestStats counts;
    private @Nullable Runnable beforeLastBytes;
    private String question = "";
    private boolean over;

    Exchange(HttpServerRequest request, ActiveRouting routing, EventLoop loop, String target, String path) {
        this.request = request;
        this.routing = routing;
        this.loop = loop;
        this.target = target;
        this.head = new RequestView(request, path, loop.realIp());
        this.record = new RequestRecord(loop.deadlines().now(), loop.recent(), loop.traced(request));
        this.counts = loop.stats().unrouted();
        loop.stats().begun();
    }

    /** A route was found. */
    void enter(RouteEntry route) {
        record.route(route.name());
        counts = route.counts();
    }

    /** The client's request. */
    public HttpServerRequest request() {
        return request;
    }

    /** The answer to the client. */
    public HttpServerResponse response() {
        return request.response();
    }

    /** The part of the request that decisions are made on. */
    public RequestHead head() {
        return head;
    }

    /** The address the request came from: the client's, or that of a proxy in front of the gateway. */
    public String peerIp() {
        return head.peerIp();
    }

    /** The routing this request lives on from its start to its end. */
    public ActiveRouting routing() {
        return routing;
    }

    /** What is known of the request. */
    public RequestRecord record() {
        return record;
    }

    /** What the client asks, as people put it; for the access log alone, where that has questions. */
    public void asks(String text) {
        if (loop.accessLog().questions()) {
            question = text;
        }
    }

    /** Has the request counted here rather than under its route alone. */
    public void countedBy(RequestStats other) {
        counts = other;
    }

    /** Has something done just before the client gets the last of its answer, after what was given here before. */
    public void beforeLastBytes(Runnable what) {
        Runnable first = beforeLastBytes;
        beforeLastBytes = first == null
                ? what
                : () -> {
                    first.run();
                    what.run();
                };
    }

    /**
     * The client is about to get the last it will get. It may ask again at once, and must not find its own place taken. Does
     * nothing the second time.
     */
    public void lastBytes() {
        Runnable last = beforeLastBytes;
        beforeLastBytes = null;
        if (last != null) {
            last.run();
        }
    }

    /** The request is over, and that is how: it is counted and recorded. Of several calls the first one counts. */
    public void end(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        lastBytes();
        long now = loop.deadlines().now();
        counts.ended(outcome, record.sinceStart(now), record.firstToken());
        if (outcome == Outcome.CLIENT_LEFT || outcome == Outcome.CLIENT_STALLED) {
            counts.left(phase());
        }
        AccessLog accessLog = loop.accessLog();
        boolean logged = accessLog.wants(head.path());
        if (logged || record.kept()) {
            HttpServerResponse response = response();
            boolean told = response.headWritten() || response.ended();
            int status = told ? response.getStatusCode() : outcome.status();
            record.over(requestId(), head, outcome, status, response.bytesWritten(), routing.revisionText(), now);
            loop.trace(record);
            if (logged) {
                accessLog.add(new LoggedRequest(
                        record, head, request.uri(), protocol(), question, System.currentTimeMillis()));
            }
        }
    }

    /** How far the request is. */
    private Abort phase() {
        if (record.firstToken() >= 0 || (response().headWritten() && !record.tokenDue())) {
            return Abort.STREAMING;
        }
        return record.attemptCount() == 0 ? Abort.WAITING : Abort.BEFORE_FIRST_TOKEN;
    }

    /** As a request line names it. */
    private String protocol() {
        return switch (request.version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
        };
    }

    /** Whether the request is over: before its last bytes were due, when that is asked just {@link #beforeLastBytes}. */
    public boolean over() {
        return over;
    }

    /** What the requests of this event loop share. */
    public EventLoop loop() {
        return loop;
    }

    /** The target in origin form, as the client sent it: path and query. */
    public String target() {
        return target;
    }

    /** Whether the client speaks HTTP/2. */
    public boolean http2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    /** The client's {@code X-Request-ID} if it is printable and short, else one made here. */
    public String requestId() {
        String known = requestId;
        if (known == null) {
            String sent = request.getHeader("X-Request-ID");
            known = sent != null && isPlain(sent) ? sent : newRequestId();
            requestId = known;
        }
        return known;
    }

    private static boolean isPlain(String id) {
        if (id.isEmpty() || id.length() > LONGEST_REQUEST_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static String newRequestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /** Has something called when the client leaves before it has all of its answer; maybe several times, and after that too. */
    public void whenLeft(Runnable what) {
        request.exceptionHandler(gone -> what.run());
        response().exceptionHandler(gone -> what.run());
        response().closeHandler(closed -> {
            // With its last byte a stream of HTTP/2 is closed, too: nobody has left.
            if (!response().ended()) {
                what.run();
            }
        });
    }

    /** Whether the client can still be answered. */
    public boolean open() {
        return !response().ended() && !response().closed();
    }

    /** Ends the exchange with a failure of which the client has seen nothing yet. */
    public void fail(Outcome outcome, String message) {
        FailureResponse.send(this, outcome, message, 0);
    }

    /** Like {@link #fail(Outcome, String)}, with the seconds after which the client may ask again. */
    public void fail(Outcome outcome, String message, int retryAfterSeconds) {
        FailureResponse.send(this, outcome, message, retryAfterSeconds);
    }

    /** Ends the exchange after a bug: logged with its stack and the request's id, 500 to the client. */
    public void failUnexpectedly(Throwable bug) {
        log.error("unexpected failure request_id={} target={}", requestId(), target, bug);
        if (!response().headWritten()) {
            fail(Outcome.INTERNAL, "the gateway failed; its log has the details under this request id");
        } else {
            cut();
            end(Outcome.INTERNAL);
        }
    }

    /**
     * Breaks off an answer of which the client has a part, so that it cannot be taken for complete. Does nothing once the
     * client has left.
     *
     * @param asEvent whether the answer is an event stream, so that an error event can say what happened
     * @param midEvent whether that must first end the event under way
     */
    public void breakOff(Outcome outcome, boolean asEvent, boolean midEvent) {
        if (!open()) {
            return;
        }
        // An error event must not wait for a client that does not read.
        if (asEvent && !response().writeQueueFull()) {
            var unused = response().write(FailureResponse.event(this, outcome, midEvent));
        }
        cut();
    }

    /**
     * Breaks the answer off so that the client cannot take it for complete. What was written before still goes out to a client
     * that reads; one that does not is reset. In HTTP/1.0 the end of the connection is the end of the body, so there it is a
     * reset at once.
     */
    public void cut() {
        if (http2()) {
            var unused = response().reset(INTERNAL_ERROR);
        } else if (request.version() == HttpVersion.HTTP_1_0) {
            Listeners.reset(request.connection());
        } else {
            var unused = request.connection().close();
            long unusedTimer = loop.vertx().setTimer(LINGER_MILLIS, id -> Listeners.reset(request.connection()));
        }
    }

    /**
     * Deals with what is left of a body that nobody reads any more, once the answer is written. In HTTP/1.1 the client gets a
     * short time to come to the end of it, so that it sees the answer rather than a reset and can use the connection again
     * (RFC 9112 9.6); in HTTP/2 it is told to stop (RFC 9113 8.1).
     */
    public void dropRestOfBody() {
        if (request.isEnded()) {
            return;
        }
        if (http2()) {
            loop.context().runOnContext(later -> {
                if (!request.isEnded()) {
                    var unused = response().reset(NO_ERROR);
                }
            });
        } else if (hasBody()) {
            request.handler(dropped -> {});
            if (response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                request.endHandler(done -> {
                    var unusedClosing = request.connection().close();
                });
            }
            request.resume();
            long unused = loop.vertx().setTimer(LINGER_MILLIS, id -> {
                if (!request.isEnded()) {
                    var unusedClosing = request.connection().close();
                }
            });
        }
    }

    /** Whether an HTTP/1.1 request has a body. */
    boolean hasBody() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }
}
