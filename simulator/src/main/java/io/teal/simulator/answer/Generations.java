package io.teal.simulator.answer;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of what the language model of an instance did. Safe for several threads. */
public final class Generations {
    private static final int QUESTIONS_KEPT = 10_000;

    private final LongAdder started = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final Map<String, LongAdder> questions = new ConcurrentHashMap<>();

    void start(String question) {
        started.increment();
        if (questions.size() < QUESTIONS_KEPT || questions.containsKey(question)) {
            questions.computeIfAbsent(question, q -> new LongAdder()).increment();
        }
    }

    void token() {
        tokens.increment();
    }

    void finish() {
        finished.increment();
    }

    void abandon() {
        abandoned.increment();
    }

    void fail() {
        failed.increment();
    }

    public long started() {
        return started.sum();
    }

    /** Generations that ran to their end, with or without a client. */
    public long finished() {
        return finished.sum();
    }

    /** Generations whose client left before their end; most endpoints let them run on and count them as finished too. */
    public long abandoned() {
        return abandoned.sum();
    }

    /** Generations that a fault ended. */
    public long failed() {
        return failed.sum();
    }

    /** Tokens produced, whether anybody received them or not. */
    public long tokens() {
        return tokens.sum();
    }

    /** Generations started by the text of the question. */
    public Map<String, Long> questions() {
        Map<String, Long> counts = new TreeMap<>();
        questions.forEach((question, count) -> counts.put(question, count.sum()));
        return counts;
    }

    /** Starts to count from nothing. */
    public void reset() {
        started.reset();
        finished.reset();
        abandoned.reset();
        failed.reset();
        tokens.reset();
        questions.clear();
    }
}
