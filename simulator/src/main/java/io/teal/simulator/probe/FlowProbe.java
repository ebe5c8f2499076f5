package io.teal.simulator.probe;

import io.netty.buffer.Unpooled;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Streams as long as wanted that stop while the client does not read: bytes, and events that carry their time. */
final class FlowProbe {
    /** Byte number i of the stream is i modulo 251; the block is a whole number of such rounds. */
    private static final byte[] BLOCK = block();

    private FlowProbe() {}

    /** {@code n} bytes, with a content-length, or in chunks with {@code chunked=1}. */
    static void bytes(Exchange exchange, FaultSet faults) {
        long wanted = Math.max(0, exchange.head().number("n", 1024));
        boolean chunked = exchange.head().number("chunked", 0) == 1;
        ResponseHead head = ResponseHead.status(200);
        if (!chunked) {
            head = head.with("content-length", Long.toString(wanted));
        }
        exchange.begin(head.with("content-type", "application/octet-stream"), chunked);
        new Bytes(exchange, exchange.head().method().equals("HEAD") ? 0 : wanted).pump();
    }

    /** {@code events} events, {@code interval_ms} apart, each {@code size} bytes longer than needed. */
    static void events(Exchange exchange, FaultSet faults) {
        exchange.begin(ResponseHead.events(), true);
        new Events(
                        exchange,
                        exchange.head().number("events", 10),
                        TimeUnit.MILLISECONDS.toNanos(exchange.head().number("interval_ms", 0)),
                        "x".repeat((int) exchange.head().number("size", 0)))
                .pump();
    }

    private static byte[] block() {
        byte[] block = new byte[251 * 256];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i % 251);
        }
        return block;
    }

    private static final class Bytes {
        private final Exchange exchange;
        private long left;

        Bytes(Exchange exchange, long wanted) {
            this.exchange = exchange;
            this.left = wanted;
            exchange.onDrained(this::pump);
        }

        void pump() {
            while (left > 0 && exchange.open()) {
                if (!exchange.writable()) {
                    return;
                }
                int size = (int) Math.min(left, BLOCK.length);
                exchange.send(Unpooled.wrappedBuffer(BLOCK, 0, size));
                left -= size;
            }
            exchange.end();
        }
    }

    private static final class Events {
        private final Exchange exchange;
        private final long wanted;
        private final long interval;
        private final String padding;
        private long sent;
        private boolean halted;

        Events(Exchange exchange, long wanted, long interval, String padding) {
            this.exchange = exchange;
            this.wanted = wanted;
            this.interval = interval;
            this.padding = padding;
            exchange.onDrained(this::drained);
        }

        void pump() {
            while (exchange.open()) {
                if (sent == wanted) {
                    exchange.end();
                    return;
                }
                if (!exchange.writable()) {
                    halted = true;
                    return;
                }
                String event = "data: {\"n\":" + sent + ",\"nanos\":" + System.nanoTime() + ",\"padding\":\"" + padding
                        + "\"}\r\n\r\n";
                exchange.send(event.getBytes(StandardCharsets.UTF_8));
                sent++;
                if (interval > 0 && sent < wanted) {
                    exchange.later(interval, this::pump);
                    return;
                }
            }
        }

        private void drained() {
            if (halted) {
                halted = false;
                pump();
            }
        }
    }
}
