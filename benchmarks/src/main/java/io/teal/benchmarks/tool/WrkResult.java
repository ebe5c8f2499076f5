package io.teal.benchmarks.tool;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run of wrk has done.
 *
 * @param requests answered ones that count
 * @param micros how long it took from when they began to count, in microseconds
 * @param errors how often what went wrong, by name; without those that did not happen
 */
public record WrkResult(long requests, long micros, Map<String, Long> errors) {
    private static final String MARK = "measured ";

    public WrkResult {
        errors = Map.copyOf(errors);
    }

    /** Answers by second. */
    public double perSecond() {
        return requests * 1e6 / micros;
    }

    /**
     * Reads the line that the script of {@link Wrk} writes at the end.
     *
     * @throws WrongAnswers without such a line
     */
    static WrkResult parse(List<String> lines) throws WrongAnswers {
        for (String line : lines) {
            if (line.startsWith(MARK)) {
                return parse(line.substring(MARK.length()));
            }
        }
        throw new WrongAnswers("wrk measured nothing: " + String.join("; ", lines));
    }

    /** Fails when not one was answered. */
    public WrkResult answered() throws WrongAnswers {
        if (requests == 0) {
            throw new WrongAnswers("not one answer");
        }
        return this;
    }

    /** Fails when something was wrong. */
    WrkResult checked() throws WrongAnswers {
        if (!errors.isEmpty()) {
            throw new WrongAnswers("wrong answers among " + requests + ": " + new TreeMap<>(errors));
        }
        return this;
    }

    private static WrkResult parse(String figures) throws WrongAnswers {
        Map<String, Long> values = new TreeMap<>();
        for (String figure : figures.split(" ", -1)) {
            int equals = figure.indexOf('=');
            try {
                values.put(figure.substring(0, equals), Long.valueOf(figure.substring(equals + 1)));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new WrongAnswers("not a figure of wrk: " + figure, e);
            }
        }
        Long requests = values.remove("requests");
        Long micros = values.remove("micros");
        Long bytes = values.remove("bytes");
        if (requests == null || micros == null || micros <= 0 || bytes == null) {
            throw new WrongAnswers("figures of wrk are missing: " + figures);
        }
        values.values().removeIf(count -> count == 0);
        return new WrkResult(requests, micros, values);
    }
}
