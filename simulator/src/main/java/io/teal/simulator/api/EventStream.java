package io.teal.simulator.api;

import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.wire.Exchange;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * An event stream: one event a chunk and, as sse-starlette 1.8 does it, a comment as ping at regular times between the
 * events. Runs on the connection's event loop.
 */
public final class EventStream {
    private static final DateTimeFormatter PING = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private final Exchange exchange;
    private final VirtualLoop loop;
    private final Framing framing;
    private final long pingNanos;
    private final long together;
    private final StringBuilder held = new StringBuilder();
    private int heldEvents;
    private boolean quiet;

    EventStream(Exchange exchange, FaultSet faults, VirtualLoop loop, Framing framing, long pingNanos) {
        this.exchange = exchange;
        this.loop = loop;
        this.framing = framing;
        this.pingNanos = pingNanos;
        this.together = faults.has(Fault.COALESCE) ? faults.number(Fault.COALESCE, "events", 3) : 1;
    }

    /** Sends the head unless it has left already. */
    public void begin() {
        if (exchange.begun() || !exchange.open()) {
            return;
        }
        exchange.begin(framing.head(), true);
        if (framing.pings()) {
            nextPing();
        }
    }

    /** Sends one event with this text as data; each line of the text becomes a {@code data:} line. */
    public void event(String data) {
        if (!exchange.open()) {
            return;
        }
        if (data.indexOf('\n') < 0) {
            held.append("data: ").append(data).append(framing.lineEnd());
        } else {
            for (String line : data.split("\r\n|\n|\r", -1)) {
                held.append("data: ").append(line).append(framing.lineEnd());
            }
        }
        held.append(framing.lineEnd());
        heldEvents++;
        if (heldEvents >= together) {
            flush();
        }
    }

    /** Ends the stream with the last chunk. */
    public void end() {
        flush();
        quiet = true;
        exchange.end();
    }

    /** Resets the connection after what was sent. */
    public void reset() {
        flush();
        quiet = true;
        exchange.reset();
    }

    /** Breaks off in the middle of a chunk. */
    public void truncate() {
        flush();
        quiet = true;
        exchange.truncate(512, "data: {\"id\": \"chat".getBytes(StandardCharsets.UTF_8));
    }

    /** Sends no more pings. */
    public void silence() {
        quiet = true;
    }

    public Exchange exchange() {
        return exchange;
    }

    private void flush() {
        begin();
        if (heldEvents > 0) {
            exchange.send(held.toString().getBytes(StandardCharsets.UTF_8));
            held.setLength(0);
            heldEvents = 0;
        }
    }

    private void nextPing() {
        // A stream that ends within its first run never needs the timer: it is checked when it fires.
        exchange.later(pingNanos, () -> {
            if (exchange.open() && !quiet) {
                loop.run(exchange.loop(), 0, this::ping);
            }
        });
    }

    private void ping() {
        if (exchange.open() && !quiet) {
            String comment = ": ping - " + PING.format(LocalDateTime.now(ZoneOffset.UTC)) + "\r\n\r\n";
            exchange.send(comment.getBytes(StandardCharsets.UTF_8));
            nextPing();
        }
    }
}
