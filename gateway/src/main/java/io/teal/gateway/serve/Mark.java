package io.teal.gateway.serve;

import io.teal.gateway.exchange.Exchange;
import io.vertx.core.http.HttpHeaders;

/** How a question was met, as {@code X-Teal-Cache} and the access log tell it. */
final class Mark {
    private static final CharSequence FIELD = HttpHeaders.createOptimized("X-Teal-Cache");

    static final String HIT = "hit";
    static final String MISS = "miss";
    static final String COALESCED = "coalesced";
    static final String STALE = "stale";

    private Mark() {}

    static void put(Exchange exchange, String how) {
        exchange.record().cache(how);
        exchange.response().headers().set(FIELD, how);
    }

    static void bypass(Exchange exchange, String reason) {
        exchange.record().cache("bypass:" + reason);
        exchange.response().headers().set(FIELD, "bypass; reason=" + reason);
    }
}
