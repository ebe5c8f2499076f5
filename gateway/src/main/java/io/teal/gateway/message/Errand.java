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
 */
public record Errand(
        EventLoop loop,
        RequestHead head,
        HttpMethod method,
        String target,
        MultiMap headers,
        Arrival arrival,
        RequestRecord record) {
    /** What a client asks. */
    public static Errand of(Exchange exchange) {
        return new Errand(
                exchange.loop(),
                exchange.head(),
                exchange.request().method(),
                exchange.target(),
                exchange.request().headers(),
                Arrival.of(exchange),
                exchange.record());
    }

    /** The same, apart from what is known of the client's request, which is over before this is. */
    public Errand unrecorded() {
        return new Errand(
                loop,
                head,
                method,
                target,
                headers,
                arrival,
                new RequestRecord(loop.deadlines().now(), RecentRequests.OFF, null));
    }

    /** The identifier under which logs speak of it. */
    public String requestId() {
        return arrival.requestId();
    }
}
