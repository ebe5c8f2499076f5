package io.teal.gateway.exchange;

import io.teal.gateway.failure.Failure;
import io.teal.gateway.matching.RequestHead;
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
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final int LONGEST_REQUEST_ID = 128;

    private final HttpServerRequest request;
    private final ActiveRouting routing;
    private final EventLoop loop;
    private final String target;
    private final RequestView head;
    private @Nullable String requestId;

    Exchange(HttpServerRequest request, ActiveRouting routing, EventLoop loop, String target, String path) {
        this.request = request;
        this.routing = routing;
        this.loop = loop;
        this.target = target;
        this.head = new RequestView(request, path);
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

    /** The routing this request lives on from its start to its end. */
    public ActiveRouting routing() {
        return routing;
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

    /** Whether the client can still be answered. */
    public boolean open() {
        return !response().ended() && !response().closed();
    }

    /** Ends the exchange with a failure of which the client has seen nothing yet. */
    public void fail(Failure failure, String message) {
        FailureResponse.send(this, failure, message, 0);
    }

    /** Like {@link #fail(Failure, String)}, with the seconds after which the client may ask again. */
    public void fail(Failure failure, String message, int retryAfterSeconds) {
        FailureResponse.send(this, failure, message, retryAfterSeconds);
    }

    /** Ends the exchange after a bug: logged with its stack and the request's id, 500 to the client. */
    public void failUnexpectedly(Throwable bug) {
        log.error("unexpected failure request_id={} target={}", requestId(), target, bug);
        if (!response().headWritten()) {
            fail(Failure.INTERNAL, "the gateway failed; its log has the details under this request id");
        } else {
            cut();
        }
    }

    /** Breaks the answer off so that the client cannot take it for complete: the stream is reset, or the connection closed. */
    public void cut() {
        if (http2()) {
            var unused = response().reset(2);
        } else {
            var unused = request.connection().close();
        }
    }
}
