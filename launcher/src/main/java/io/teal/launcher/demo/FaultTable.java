package io.teal.launcher.demo;

import io.teal.launcher.display.Table;
import io.teal.simulator.fault.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The faults of simulated servers in words: what each does, and which options it takes. */
final class FaultTable {
    /** Options that every fault takes. */
    static final List<String> COMMON = List.of("path", "times");

    private static final String NUMBER = "a whole number";
    private static final String FLAG = "true or false";
    private static final String ANYTHING = "a text";

    private static final Map<String, String> VALUES = values();

    /** In the order in which they are shown, options with their defaults; what the simulator does not have is passed over. */
    private static final List<Line> LINES = List.of(
            new Line("docs-only", "the documents, then a clean end without a word"),
            new Line(
                    "empty-answer",
                    "the model ends well without a word, after as many blanks as tokens says",
                    "tokens=0"),
            new Line("nothing-found", "nothing is found in the knowledge base; the model answers alone"),
            new Line(
                    "error-event",
                    "an error event with this text, after so many tokens; the status is 200",
                    "after=0",
                    "text"),
            new Line("agent-error", "an agent's error event with this text, after so many tokens", "after=3", "text"),
            new Line("out-of-memory", "CUDA out of memory, until the restart unless sticky is false", "sticky=true"),
            new Line("model-busy", "the model server refuses with 429 or 503", "code=429"),
            new Line("kb-missing", "no knowledge base is known here: a 404 in the body, with status 200"),
            new Line("tokens-then-end", "so many tokens, then a clean end", "after=3"),
            new Line("tokens-then-reset", "so many tokens, then the connection is reset", "after=3"),
            new Line("tokens-then-truncate", "so many tokens, then a chunk that is cut short", "after=3"),
            new Line("tokens-then-stall", "so many tokens, then nothing but pings", "after=3"),
            new Line("slow-first-token", "the first token comes so many milliseconds later", "ms=2000"),
            new Line("slow-drip", "each token comes so many milliseconds after the one before", "ms=5000"),
            new Line("latency", "everything begins so many milliseconds later", "ms=100"),
            new Line("pings-only", "a head, then pings for ever"),
            new Line("silence", "a head, then nothing at all"),
            new Line("blocked-loop", "a head, then the whole server stands still so many milliseconds", "ms=16000"),
            new Line("never-answer", "no answer, ever; with read=false the body is not even read", "read=true"),
            new Line("refuse", "refuses connections so many milliseconds, now and after each restart", "ms=1000"),
            new Line("reset", "the connection is reset before any byte of an answer"),
            new Line("reset-reused", "the same, only on a connection that was used before"),
            new Line("close-reused", "a connection that was used before is closed just as a request comes"),
            new Line("connection-close", "each answer ends its connection"),
            new Line("status", "answers with this status and body", "code=503", "body", "retry-after"),
            new Line("internal-error", "answers 500 as an uncaught exception does"),
            new Line("unprocessable", "answers 422 with a list of problems"),
            new Line("big-docs", "so many bytes of documents", "bytes=4194304"),
            new Line("big-event", "the first token has so many bytes, in one line", "bytes=1048576"),
            new Line("long-answer", "the answer has so many tokens", "tokens=1000"),
            new Line("split-writes", "everything leaves in pieces, so many microseconds apart", "bytes=5", "us=0"),
            new Line("coalesce", "so many events of a stream leave together", "events=3"),
            new Line("stale-knowledge", "uploads change the list of files, not the answers"),
            new Line("clock-skew", "timestamps are off by so many seconds", "s=86400"));

    private record Line(String key, String does, List<String> options) {
        Line(String key, String does, String... options) {
            this(key, does, List.of(options));
        }
    }

    private FaultTable() {}

    private static Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        for (String number :
                List.of("after", "bytes", "code", "events", "ms", "retry-after", "s", "times", "tokens", "us")) {
            values.put(number, NUMBER);
        }
        values.put("read", FLAG);
        values.put("sticky", FLAG);
        values.put("body", ANYTHING);
        values.put("path", ANYTHING);
        values.put("text", ANYTHING);
        return values;
    }

    /** All of them, a line each. */
    static Table table() {
        Table table = new Table("FAULT", "OPTIONS", "WHAT HAPPENS");
        for (Line line : LINES) {
            if (Fault.named(line.key()) != null) {
                table.row(line.key(), String.join(" ", line.options()), line.does());
            }
        }
        return table;
    }

    /** One line for a fault; empty when it has none. */
    static String does(Fault fault) {
        Line line = line(fault);
        return line == null ? "" : line.does();
    }

    /** The options a fault takes, the common ones last. */
    static List<String> options(Fault fault) {
        Line line = line(fault);
        List<String> options = new ArrayList<>();
        if (line != null) {
            line.options().forEach(option -> options.add(option.replaceFirst("=.*", "")));
        }
        options.addAll(COMMON);
        return options;
    }

    /** What is wrong with an option's value; null when nothing. */
    static @Nullable String wrong(String option, String value) {
        String expected = VALUES.getOrDefault(option, ANYTHING);
        boolean right =
                switch (expected) {
                    case NUMBER -> value.matches("\\d{1,9}");
                    case FLAG -> value.equals("true") || value.equals("false");
                    default -> !value.isEmpty();
                };
        return right ? null : option + "=" + value + ": expected " + expected;
    }

    /** Keys that have this word in them, or are in it, hyphens or not. */
    static List<String> like(String word) {
        String letters = letters(word);
        if (letters.length() < 3) {
            return List.of();
        }
        return Arrays.stream(Fault.values())
                .map(Fault::key)
                .filter(key -> letters(key).contains(letters) || letters.contains(letters(key)))
                .toList();
    }

    private static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    private static @Nullable Line line(Fault fault) {
        for (Line line : LINES) {
            if (line.key().equals(fault.key())) {
                return line;
            }
        }
        return null;
    }
}
