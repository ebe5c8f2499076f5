package io.teal.gateway.exchange;

import io.teal.gateway.explain.Fate;
import io.teal.gateway.explain.Supposed;
import io.teal.gateway.matching.RequestHead;
import org.jspecify.annotations.Nullable;

/** What a route does with a request, ready to run. Immutable, shared by all event loops. */
public interface RouteAction {
    /**
     * Takes over the exchange: answers it or sees to it that it is answered. Runs on the exchange's event loop and must not
     * block it.
     */
    void handle(Exchange exchange);

    /** What {@link #handle} would do with such a request. Does nothing of it, takes nothing and counts nothing. Any thread. */
    Fate explain(Supposed request);

    /**
     * Where the traffic of its service sends such a request, whoever asks and however much; null when the route leads to no
     * service. Takes nothing and counts nothing. Any thread.
     */
    @Nullable Division divide(RequestHead head);
}
