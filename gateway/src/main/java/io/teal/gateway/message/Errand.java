package io.teal.gateway.message;

import io.teal.gateway.exchange.EventLoop;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.recent.RequestRecord;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * What is asked of a server, apart from the body. It outlives the client that asked, so that an answer others wait for can be
 * fetched to its end. Confined to its event loop.
 *
 * @param loop where it is carried out
 * @param head the part that decisions are made on
 * @param method the request's
 * @param target path and query as the client sent them
 * @param headers the client's fields
 * @param arrival how the request arrived
 * @param record what is known of it
 * @param purpose on whose behalf it is asked
 */
public record Errand(
        EventLoop loop,
        RequestHead head,
        HttpMethod method,
        String target,
        MultiMap headers,
        Arrival arrival,
        RequestRecord record,
        Purpose purpose) {
    private static final String SELF = "127.0.0.1";

    /** What a client asks. */
    public static Errand of(Exchange exchange) {
        return new Errand(
                exchange.loop(),
                exchange.head(),
                exchange.request().method(),
                exchange.target(),
                exchange.request().headers(),
                Arrival.of(exchange),
                exchange.record(),
                Purpose.CLIENT);
    }

    /**
     * A POST that is made on nobody's behalf.
     *
     * @param path the normalised path of the target
     * @param host lower case, without a port
     * @param requestId the identifier under which logs speak of it
     */
    public static Errand recalled(
            EventLoop loop,
            String host,
            String path,
            String target,
            MultiMap headers,
            String requestId,
            RequestRecord record,
            Purpose purpose) {
        return new Errand(
                loop,
                new RecalledHead(host, path, headers),
                HttpMethod.POST,
                target,
                headers,
                new Arrival(SELF, SELF, "http", host, false, requestId),
                record,
                purpose);
    }

    /** The same for the cache, apart from what is known of the client's request, which is over before this is. */
    public Errand unrecorded() {
        return new Errand(
                loop,
                head,
                method,
                target,
                headers,
                arrival,
                new RequestRecord(loop.deadlines().now(), RecentRequests.OFF, null),
                Purpose.CACHE);
    }

    /** The identifier under which logs speak of it. */
    public String requestId() {
        return arrival.requestId();
    }
}
