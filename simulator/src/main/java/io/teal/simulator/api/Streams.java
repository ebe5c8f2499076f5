package io.teal.simulator.api;

import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.wire.Exchange;
import java.time.Duration;

/** Opens event streams that share the event loop of one instance and its ping interval. */
public record Streams(VirtualLoop loop, Duration pingInterval) {
    /** Sends the head of an event stream and starts its pings. */
    public EventStream open(Exchange exchange, FaultSet faults) {
        return open(exchange, faults, Framing.SSE_STARLETTE);
    }

    /** Starts an event stream of this framing: its head, when that leaves at once, and its pings, when it has any. */
    public EventStream open(Exchange exchange, FaultSet faults, Framing framing) {
        EventStream stream = new EventStream(exchange, faults, loop, framing, pingInterval.toNanos());
        if (framing.headAtOnce()) {
            stream.begin();
        }
        return stream;
    }
}
