package io.teal.admin.release.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A report as lines for a terminal: what is wrong with all there is to see of it, what is right on a line each. */
final class ReportText {
    private static final int ASKED = 60;
    private static final int SAID = 160;
    private static final String INDENT = "      ";

    private final GateReport report;
    private final List<String> lines = new ArrayList<>();

    private ReportText(GateReport report) {
        this.report = report;
    }

    static String of(GateReport report) {
        ReportText text = new ReportText(report);
        text.head();
        report.results().forEach(text::result);
        return String.join("\n", text.lines) + "\n";
    }

    private void head() {
        String other = report.other();
        lines.add("Gate of " + report.service() + ": " + report.upstream()
                + (other == null ? "" : " beside " + other) + ", " + report.at() + ", took "
                + Times.of(report.took().toNanos()));
        lines.add(report.verdict().word().toUpperCase(Locale.ROOT));
        lines.add("");
        for (Check check : report.checks()) {
            lines.add(mark(check.verdict()) + Excerpt.line(check.sentence(), 400));
        }
        if (report.checks().isEmpty()) {
            lines.add("Nothing was asked for: the gate has no questions and no expectations.");
        }
        if (!report.results().isEmpty()) {
            lines.add("");
        }
    }

    private void result(Result result) {
        lines.add(mark(result.verdict()) + Excerpt.line(result.name(), ASKED) + figures(result));
        if (result.verdict() == Verdict.PASS) {
            return;
        }
        lines.add(INDENT + "asked: " + Excerpt.line(result.asked(), SAID));
        for (String reason : result.reasons()) {
            lines.add(INDENT + "- " + Excerpt.line(reason, 300));
        }
        for (Attempt attempt : result.attempts()) {
            if (attempt.verdict() == result.verdict()) {
                said(report.upstream(), attempt.reply());
                Reply other = attempt.other();
                if (other != null && report.other() != null) {
                    said(report.other(), other);
                }
                return;
            }
        }
    }

    private void said(String colour, Reply reply) {
        if (!reply.text().isBlank()) {
            lines.add(INDENT + colour + ": " + Excerpt.line(reply.text(), SAID));
        }
    }

    /** The figures of the first attempt that came to what the question came to. */
    private static String figures(Result result) {
        Attempt attempt = result.attempts().stream()
                .filter(one -> one.verdict() == result.verdict())
                .findFirst()
                .orElse(null);
        return attempt == null ? "" : figures(attempt);
    }

    private static String figures(@Nullable Attempt attempt) {
        StringJoiner figures = new StringJoiner(", ", "  (", ")");
        figures.setEmptyValue("");
        if (attempt != null) {
            Reply reply = attempt.reply();
            if (reply.firstTokenNanos() >= 0) {
                figures.add("first token " + Times.of(reply.firstTokenNanos()));
            }
            attempt.scores()
                    .forEach((measure, score) ->
                            figures.add(String.format(Locale.ROOT, "%s %.3f", measure.word(), score)));
        }
        return figures.toString();
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass  ";
            case FAIL -> "FAIL  ";
            case INCONCLUSIVE -> "?     ";
        };
    }
}
