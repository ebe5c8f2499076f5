package io.teal.gateway.exchange;

/** What a route does with a request, ready to run. Immutable, shared by all event loops. */
@FunctionalInterface
public interface RouteAction {
    /**
     * Takes over the exchange: answers it or sees to it that it is answered. Runs on the exchange's event loop and must not
     * block it.
     */
    void handle(Exchange exchange);
}
