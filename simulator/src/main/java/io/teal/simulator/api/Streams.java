package io.teal.simulator.api;

import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.wire.Exchange;
import java.time.Duration;

/** Opens event streams that share the event loop of one instance and its ping interval. */
public record Streams(VirtualLoop loop, Duration pingInterval) {
    /** Sends the head of an event stream and starts its pings. */
    public EventStream open(Exchange exchange, FaultSet faults) {
        EventStream stream = new EventStream(exchange, faults, loop, pingInterval.toNanos());
        stream.begin();
        return stream;
    }
}
