package io.teal.gateway.forward;

import io.teal.gateway.exchange.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** Writes the heads of one exchange: what the server gets to see, and what the client does. Confined to the event loop. */
final class Heads {
    private final Exchange exchange;
    private final HeaderHygiene hygiene;
    private final String upstream;
    private final boolean readable;

    /**
     * @param readable whether the answer must come in a form that can be read: without a content coding
     */
    Heads(Exchange exchange, HeaderHygiene hygiene, String upstream, boolean readable) {
        this.exchange = exchange;
        this.hygiene = hygiene;
        this.upstream = upstream;
        this.readable = readable;
    }

    /** Fills in the head of a request to a server, the framing of its body included. */
    void toServer(HttpClientRequest to, RequestBody body, boolean webSocket) {
        MultiMap headers = to.headers();
        hygiene.toServer(HeaderHygiene.Arrival.of(exchange), exchange.request().headers(), headers, webSocket);
        if (readable) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        }
        long declared = body.declared();
        if (declared > 0 || (declared == 0 && body.framed())) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(declared));
        } else if (declared < 0) {
            to.setChunked(true);
        }
        if (to.version() == HttpVersion.HTTP_2) {
            HeaderHygiene.hostToAuthority(to);
        }
    }

    /** Fills in the client's head from the server's. */
    void toClient(MultiMap in, MultiMap out, boolean upgraded) {
        hygiene.toClient(in, out, upgraded);
        out.set("X-Request-ID", exchange.requestId());
        out.set("X-Teal-Upstream", upstream);
        out.set("X-Teal-Revision", exchange.routing().revisionText());
    }

    /** Copies the trailers of an answer. */
    void trailers(MultiMap in, MultiMap out) {
        hygiene.trailersToClient(in, out);
    }

    /** Passes on what is worth it early (RFC 8297), to clients that can know it (RFC 9110 15.2). */
    void earlyHints(MultiMap hints) {
        List<String> links = hints.getAll("Link");
        if (!links.isEmpty() && exchange.open() && exchange.request().version() != HttpVersion.HTTP_1_0) {
            var unused =
                    exchange.response().writeEarlyHints(HttpHeaders.headers().add("link", links));
        }
    }
}
