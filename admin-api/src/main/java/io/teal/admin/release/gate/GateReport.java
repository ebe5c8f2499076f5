package io.teal.admin.release.gate;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.ConfigText;
import io.teal.gateway.config.text.TextWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a gate.
 *
 * @param service what is to be released
 * @param upstream the colour that was asked
 * @param other the colour that serves; null when there is none
 * @param at when it began, in whole milliseconds
 * @param took how long it took, in whole milliseconds
 * @param verdict of all checks together
 * @param checks what the gate requires; empty when it requires nothing
 * @param results of the questions, in their order
 */
public record GateReport(
        String service,
        String upstream,
        @Nullable String other,
        Instant at,
        Duration took,
        Verdict verdict,
        List<Check> checks,
        List<Result> results) {
    /** Most characters of one text. */
    public static final int LONGEST_TEXT = 4 << 10;

    /** Most characters of all texts together: with many answers, less is kept of each. */
    private static final int ALL_TEXTS = 1 << 19;

    public GateReport {
        checks = List.copyOf(checks);
        results = List.copyOf(results);
    }

    /** A report of a size that can be kept and shown, of what was found at a length that must not be. */
    static GateReport of(GateOrder order, Instant at, Duration took, List<Check> checks, List<Result> results) {
        long replies = results.stream()
                .flatMap(result -> result.attempts().stream())
                .mapToLong(attempt -> attempt.other() == null ? 1 : 2)
                .sum();
        int most = (int) Math.min(LONGEST_TEXT, ALL_TEXTS / Math.max(1, replies));
        return new GateReport(
                order.service(),
                order.upstream(),
                order.other(),
                at.truncatedTo(ChronoUnit.MILLIS),
                took.truncatedTo(ChronoUnit.MILLIS),
                GateJudge.verdict(checks),
                checks,
                results.stream().map(result -> result.shown(most)).toList());
    }

    /** How many questions have this verdict. */
    public int count(Verdict wanted) {
        return (int)
                results.stream().filter(result -> result.verdict() == wanted).count();
    }

    /** The verdict and what it rests on, in a sentence or some. */
    public String summary() {
        String words =
                switch (verdict) {
                    case PASS -> "passes the gate.";
                    case FAIL -> "does not pass the gate.";
                    case INCONCLUSIVE -> "may or may not be fit: the gate learned too little to say.";
                };
        StringBuilder summary = new StringBuilder(upstream)
                .append(" of ")
                .append(service)
                .append(' ')
                .append(words);
        if (checks.isEmpty()) {
            summary.append(" Nothing was asked for: the gate has no questions and no expectations.");
        }
        for (Check check : checks) {
            if (check.verdict() == verdict) {
                summary.append(' ').append(check.sentence());
            }
        }
        return summary.toString();
    }

    /** JSON on one line. */
    public String toJson() {
        return TextWriter.json(ReportTree.of(this));
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws ConfigException with everything that is wrong with it
     */
    public static GateReport parse(String name, String json) throws ConfigException {
        return ConfigText.read(name, json, ReportReader::read);
    }
}
