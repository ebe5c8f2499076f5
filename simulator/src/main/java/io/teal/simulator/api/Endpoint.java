package io.teal.simulator.api;

import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;

/** Answers the requests of one route. Runs on the connection's event loop and must not block it. */
@FunctionalInterface
public interface Endpoint {
    /** Answers the exchange, now or later, in the way the faults ask for. */
    void handle(Exchange exchange, FaultSet faults);
}
