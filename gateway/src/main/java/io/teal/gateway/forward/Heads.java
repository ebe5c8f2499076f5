package io.teal.gateway.forward;

import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.message.Errand;
import io.teal.gateway.message.HeaderHygiene;
import io.teal.gateway.message.Purpose;
import io.teal.gateway.message.RequestBody;
import io.teal.gateway.origin.OriginRequest;
import io.teal.gateway.trace.RequestTrace;
import io.teal.gateway.trace.TraceParent;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/**
 * Writes heads: what a server of an upstream gets to see of an errand, and what a client does of the answer.
 *
 * @param hygiene what passes on the route
 * @param upstream the name of the upstream
 */
record Heads(HeaderHygiene hygiene, String upstream) {
    private static final CharSequence X_REQUEST_ID = HttpHeaders.createOptimized("X-Request-ID");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized(TraceParent.NAME);
    private static final CharSequence TRACESTATE = HttpHeaders.createOptimized(TraceParent.STATE);
    private static final CharSequence X_TEAL_PURPOSE = HttpHeaders.createOptimized(Purpose.FIELD);
    private static final CharSequence X_TEAL_UPSTREAM = HttpHeaders.createOptimized("X-Teal-Upstream");
    private static final CharSequence X_TEAL_REVISION = HttpHeaders.createOptimized("X-Teal-Revision");

    /**
     * Fills in the head of a request to a server, the framing of its body included.
     *
     * @param readable whether the answer must come in a form that can be read: without a content coding
     */
    void toServer(Errand errand, OriginRequest to, RequestBody body, boolean readable, boolean webSocket) {
        MultiMap headers = to.headers();
        hygiene.toServer(errand.arrival(), errand.headers(), headers, webSocket);
        if (!errand.purpose().word().isEmpty()) {
            headers.set(X_TEAL_PURPOSE, errand.purpose().word());
        }
        if (readable) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        }
        long declared = body.declared();
        if (declared > 0 || (declared == 0 && body.framed())) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(declared));
        } else if (declared < 0) {
            to.chunked();
        }
    }

    /** Tells a server in which trace it answers (W3C Trace Context, 4.3). What came beside no valid parent says nothing. */
    static void trace(Errand errand, OriginRequest to, TraceParent trace) {
        RequestTrace known = errand.record().trace();
        if (known == null || known.parent() == null) {
            to.headers().remove(TRACESTATE);
        }
        to.headers().set(TRACEPARENT, trace.text());
    }

    /** Fills in a client's head from the server's. */
    void toClient(Exchange exchange, MultiMap in, boolean upgraded) {
        MultiMap out = exchange.response().headers();
        hygiene.toClient(in, out, upgraded);
        out.set(X_REQUEST_ID, exchange.requestId());
        out.set(X_TEAL_UPSTREAM, upstream);
        out.set(X_TEAL_REVISION, exchange.routing().revisionText());
    }

    /** Copies the trailers of an answer. */
    void trailers(MultiMap in, MultiMap out) {
        hygiene.trailersToClient(in, out);
    }

    /** Passes on what is worth it early (RFC 8297), to clients that can know it (RFC 9110 15.2). */
    void earlyHints(Exchange exchange, MultiMap hints) {
        List<String> links = hints.getAll("Link");
        if (!links.isEmpty() && exchange.open() && exchange.request().version() != HttpVersion.HTTP_1_0) {
            var unused =
                    exchange.response().writeEarlyHints(HttpHeaders.headers().add("link", links));
        }
    }
}
