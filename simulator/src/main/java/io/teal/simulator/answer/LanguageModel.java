package io.teal.simulator.answer;

import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.Pace;
import io.teal.simulator.pace.Slots;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.wire.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The language model of an instance: a few places, a time to the first token, a time from token to token, failures. A
 * client that leaves stops it only where Chatchat passes the abort on. Safe for several threads; each generation runs on
 * the event loop of its connection.
 */
public final class LanguageModel {
    private final Pace pace;
    private final Slots slots;
    private final VirtualLoop loop;
    private final Generations counts;
    private final AtomicInteger life = new AtomicInteger();

    public LanguageModel(Pace pace, int places, VirtualLoop loop, Generations counts) {
        this.pace = pace;
        this.slots = new Slots(places);
        this.loop = loop;
        this.counts = counts;
    }

    /** Ends all that is going on, as the death of the process does. */
    public void kill() {
        life.incrementAndGet();
    }

    /** Whether a fault makes every call of the model fail at once. */
    public static boolean fails(FaultSet faults) {
        return faults.has(Fault.OUT_OF_MEMORY) || faults.has(Fault.DOCS_ONLY);
    }

    /**
     * Starts to answer.
     *
     * @param question what the counts are kept by
     * @param abortable whether the client's leaving stops the work
     */
    public void generate(
            Exchange exchange,
            FaultSet faults,
            String question,
            List<String> tokens,
            boolean abortable,
            TokenSink sink) {
        counts.start(question);
        if (fails(faults)) {
            counts.fail();
            sink.cut();
            return;
        }
        Generation generation = new Generation(exchange, faults, tokens, abortable, sink);
        exchange.onLeave(generation::left);
        slots.acquire(exchange.loop(), generation::begin);
    }

    private final class Generation {
        private final Exchange exchange;
        private final FaultSet faults;
        private final List<String> tokens;
        private final boolean abortable;
        private final TokenSink sink;
        private final int cut;
        private final int born = life.get();
        private int next;
        private boolean holding;
        private boolean over;
        private boolean waiting;

        Generation(Exchange exchange, FaultSet faults, List<String> tokens, boolean abortable, TokenSink sink) {
            this.exchange = exchange;
            this.faults = faults;
            this.tokens = tokens;
            this.abortable = abortable;
            this.sink = sink;
            this.cut = cut();
        }

        private int cut() {
            for (Fault fault : List.of(
                    Fault.TOKENS_THEN_END,
                    Fault.TOKENS_THEN_RESET,
                    Fault.TOKENS_THEN_TRUNCATE,
                    Fault.TOKENS_THEN_STALL)) {
                if (faults.has(fault)) {
                    return (int) Math.min(tokens.size(), faults.number(fault, "after", 3));
                }
            }
            return Integer.MAX_VALUE;
        }

        void begin() {
            if (over) {
                slots.release();
                return;
            }
            holding = true;
            long wait = pace.firstToken();
            if (faults.has(Fault.SLOW_FIRST_TOKEN)) {
                wait += faults.number(Fault.SLOW_FIRST_TOKEN, "ms", 2000) * 1_000_000;
            }
            loop.run(exchange.loop(), wait, this::produce);
        }

        private void produce() {
            waiting = false;
            while (!over) {
                if (born != life.get()) {
                    over = true;
                    give();
                    return;
                }
                if (next == cut) {
                    breakOff();
                    return;
                }
                if (next == tokens.size()) {
                    finish();
                    sink.end();
                    return;
                }
                sink.token(tokens.get(next++));
                counts.token();
                if (exchange.open() && !exchange.writable()) {
                    waiting = true;
                    exchange.onDrained(this::drained);
                    return;
                }
                long wait = faults.has(Fault.SLOW_DRIP)
                        ? faults.number(Fault.SLOW_DRIP, "ms", 5000) * 1_000_000
                        : pace.token();
                if (wait > 0 || loop.waitNow(System.nanoTime()) > 0) {
                    loop.run(exchange.loop(), wait, this::produce);
                    return;
                }
            }
        }

        private void drained() {
            if (waiting) {
                produce();
            }
        }

        private void breakOff() {
            if (faults.has(Fault.TOKENS_THEN_STALL)) {
                return;
            }
            over = true;
            counts.fail();
            give();
            if (faults.has(Fault.TOKENS_THEN_RESET)) {
                sink.reset();
            } else if (faults.has(Fault.TOKENS_THEN_TRUNCATE)) {
                sink.truncate();
            } else {
                sink.cut();
            }
        }

        private void finish() {
            over = true;
            counts.finish();
            give();
        }

        private void give() {
            if (holding) {
                holding = false;
                slots.release();
            }
        }

        void left() {
            if (over) {
                return;
            }
            counts.abandon();
            if (abortable || next == cut) {
                over = true;
                give();
            } else if (waiting) {
                produce();
            }
        }
    }
}
