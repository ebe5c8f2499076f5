package io.teal.simulator.answer;

import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.Slots;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.wire.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The language model of an instance: a few places, a time to the first token, a time from token to token, failures. A
 * client that leaves stops it only where the server passes the abort on. Safe for several threads; each generation runs
 * on the event loop of its connection.
 */
public final class LanguageModel {
    /** The faults that end a generation after some tokens, which is 3 unless they say otherwise. */
    private static final List<Fault> CUTS = List.of(
            Fault.TOKENS_THEN_END,
            Fault.TOKENS_THEN_RESET,
            Fault.TOKENS_THEN_TRUNCATE,
            Fault.TOKENS_THEN_STALL,
            Fault.ERROR_EVENT);

    private static final String ERROR = "Connection error.";

    private final int places;
    private final VirtualLoop loop;
    private final Generations counts;
    private final AtomicInteger life = new AtomicInteger();
    /** New ones for each life, so that what died does not hold a place. */
    private volatile Slots slots;

    public LanguageModel(int places, VirtualLoop loop, Generations counts) {
        this.places = places;
        this.loop = loop;
        this.counts = counts;
        this.slots = new Slots(places);
    }

    /** Ends all that is going on, as the death of the process does. */
    public void kill() {
        life.incrementAndGet();
        slots = new Slots(places);
    }

    /** Whether a fault makes every call of the model fail at once. */
    public static boolean fails(FaultSet faults) {
        return faults.has(Fault.OUT_OF_MEMORY) || faults.has(Fault.MODEL_BUSY) || faults.has(Fault.DOCS_ONLY);
    }

    /** Counts a call that fails at once where the endpoint answers by itself. */
    public void refuse(String question) {
        counts.start(question);
        counts.fail();
    }

    /** Starts to answer into the sink, unless the client has left and that matters. */
    public void generate(Exchange exchange, FaultSet faults, Prompt prompt, TokenSink sink) {
        if (exchange.left() && prompt.whenLeft() != WhenLeft.IGNORE) {
            prompt.work().end();
            return;
        }
        if (fails(faults)) {
            refuse(prompt.question());
            sink.cut();
            return;
        }
        counts.start(prompt.question());
        prompt.work().reachesModel();
        Generation generation = new Generation(exchange, faults, prompt, sink);
        exchange.onLeave(generation::left);
        generation.places.acquire(exchange.loop(), generation::begin);
    }

    private final class Generation {
        private final Exchange exchange;
        private final FaultSet faults;
        private final Prompt prompt;
        private final TokenSink sink;
        private final int cut;
        private final int born = life.get();
        private final Slots places = slots;
        private int next;
        private long due;
        private boolean holding;
        private boolean over;
        private boolean waiting;
        private boolean stalled;

        Generation(Exchange exchange, FaultSet faults, Prompt prompt, TokenSink sink) {
            this.exchange = exchange;
            this.faults = faults;
            this.prompt = prompt;
            this.sink = sink;
            this.cut = cut();
        }

        private int cut() {
            for (Fault fault : CUTS) {
                // An error without a number of tokens comes before any, and the endpoint deals with that.
                if (faults.has(fault) && (fault != Fault.ERROR_EVENT || faults.number(fault, "after", 0) > 0)) {
                    return (int) Math.min(prompt.tokens().size(), faults.number(fault, "after", 3));
                }
            }
            return Integer.MAX_VALUE;
        }

        void begin() {
            holding = true;
            if (over) {
                give();
                return;
            }
            long wait = prompt.work().firstToken(prompt.tokens().size());
            if (faults.has(Fault.SLOW_FIRST_TOKEN)) {
                wait += faults.number(Fault.SLOW_FIRST_TOKEN, "ms", 2000) * 1_000_000;
            }
            due = System.nanoTime() + wait;
            loop.run(exchange.loop(), wait, this::produce);
        }

        private void produce() {
            waiting = false;
            while (!over) {
                if (born != life.get()) {
                    finish();
                    return;
                }
                if (next == cut) {
                    breakOff();
                    return;
                }
                if (next == prompt.tokens().size()) {
                    finish();
                    counts.finish();
                    sink.end();
                    return;
                }
                sink.token(prompt.tokens().get(next++));
                counts.token();
                if (exchange.open() && !exchange.writable()) {
                    waiting = true;
                    exchange.onDrained(this::drained);
                    return;
                }
                long wait = pause();
                if (wait > 0 || loop.waitNow(System.nanoTime()) > 0) {
                    loop.run(exchange.loop(), wait, this::produce);
                    return;
                }
            }
        }

        /** How long to wait for the next token. One that came late does not delay those after it. */
        private long pause() {
            long now = System.nanoTime();
            if (faults.has(Fault.SLOW_DRIP)) {
                due = now + faults.number(Fault.SLOW_DRIP, "ms", 5000) * 1_000_000;
            } else {
                due += prompt.work().token(prompt.tokens().size());
            }
            return Math.max(0, due - now);
        }

        private void drained() {
            if (waiting) {
                produce();
            }
        }

        private void breakOff() {
            if (faults.has(Fault.TOKENS_THEN_STALL)) {
                stall();
                return;
            }
            finish();
            counts.fail();
            if (faults.has(Fault.TOKENS_THEN_RESET)) {
                sink.reset();
            } else if (faults.has(Fault.TOKENS_THEN_TRUNCATE)) {
                sink.truncate();
            } else if (faults.has(Fault.TOKENS_THEN_END)) {
                sink.cut();
            } else {
                sink.fail(faults.text(Fault.ERROR_EVENT, "text", ERROR));
            }
        }

        /** Holds its place until the client has left. */
        private void stall() {
            stalled = true;
            if (exchange.left()) {
                finish();
            }
        }

        /** Nothing more comes of it: place and work are free. */
        private void finish() {
            over = true;
            prompt.work().end();
            give();
        }

        private void give() {
            if (holding) {
                holding = false;
                places.release();
            }
        }

        void left() {
            if (over) {
                return;
            }
            if (born != life.get()) {
                // The process died, nobody left.
                finish();
                return;
            }
            counts.abandon();
            if (prompt.whenLeft() == WhenLeft.STOP || stalled) {
                finish();
            } else if (waiting) {
                produce();
            }
        }
    }
}
