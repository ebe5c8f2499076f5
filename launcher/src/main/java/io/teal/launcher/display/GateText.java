package io.teal.launcher.display;

import io.teal.launcher.client.reply.GateReply;
import io.teal.launcher.client.reply.GateReply.Attempt;
import io.teal.launcher.client.reply.GateReply.Check;
import io.teal.launcher.client.reply.GateReply.Question;
import io.teal.launcher.client.reply.GateReply.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a gate has found out in words: of each question the verdict and the scores, what both upstreams said where both were asked,
 * and of what is wrong all there is to see. Nothing that a server said can be obeyed by a terminal.
 */
public final class GateText {
    private static final int NAME = 60;
    private static final int SAID = 160;
    private static final int REASON = 300;
    private static final int SENTENCE = 400;
    private static final double SECOND = 1e3;
    private static final char REPLACEMENT = '\uFFFD';
    private static final String INDENT = "      ";

    private final GateReply report;
    private final List<String> lines = new ArrayList<>();

    private GateText(GateReply report) {
        this.report = report;
    }

    /** All of it, without a line break at the end. */
    public static String of(GateReply report) {
        GateText text = new GateText(report);
        text.head();
        report.questions().forEach(text::question);
        return String.join(System.lineSeparator(), text.lines);
    }

    private void head() {
        String beside = report.other().isEmpty() ? "" : " beside " + report.other();
        lines.add("Gate of " + report.service() + ": " + report.upstream() + beside + ", " + report.at() + ", took "
                + seconds((double) report.tookMillis()));
        lines.add(report.verdict().toUpperCase(Locale.ROOT));
        lines.add("");
        for (Check check : report.checks()) {
            lines.add(mark(check.verdict()) + line(check.sentence(), SENTENCE));
        }
        if (report.checks().isEmpty()) {
            lines.add("Nothing was asked for: the gate has no questions and no expectations.");
        }
        if (!report.questions().isEmpty()) {
            lines.add("");
        }
    }

    private void question(Question question) {
        Attempt telling = telling(question);
        lines.add(mark(question.verdict()) + line(question.name(), NAME) + figures(telling));
        boolean passed = question.verdict().equals("pass");
        if (!passed) {
            lines.add(INDENT + "asked: " + line(question.asked(), SAID));
            question.reasons().forEach(reason -> lines.add(INDENT + "- " + line(reason, REASON)));
        }
        if (telling != null && (!passed || telling.other() != null)) {
            said(report.upstream(), telling.reply());
            said(report.other(), telling.other());
        }
    }

    /** The first attempt that came to what the question came to; null when there is none. */
    private static @Nullable Attempt telling(Question question) {
        return question.attempts().stream()
                .filter(attempt -> attempt.verdict().equals(question.verdict()))
                .findFirst()
                .orElse(null);
    }

    private void said(String upstream, @Nullable Said said) {
        if (said != null && !said.text().isBlank()) {
            lines.add(INDENT + upstream + ": " + line(said.text(), SAID));
        }
    }

    private static String figures(@Nullable Attempt attempt) {
        if (attempt == null) {
            return "";
        }
        StringJoiner figures = new StringJoiner(", ", "  (", ")");
        figures.setEmptyValue("");
        Said reply = attempt.reply();
        if (reply != null && reply.firstTokenMillis() != null) {
            figures.add("first token " + seconds(reply.firstTokenMillis()));
        }
        attempt.scores().forEach((name, score) -> figures.add(String.format(Locale.ROOT, "%s %.3f", name, score)));
        return figures.toString();
    }

    private static String mark(String verdict) {
        return switch (verdict) {
            case "pass" -> "pass  ";
            case "fail" -> "FAIL  ";
            default -> "?     ";
        };
    }

    private static String seconds(double millis) {
        double seconds = millis / SECOND;
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : seconds < 100 ? "%.1f s" : "%.0f s", seconds);
    }

    /** The beginning of a text on one line, in signs that a terminal shows and does nothing else with. */
    private static String line(String text, int most) {
        StringBuilder line = new StringBuilder();
        int[] signs = text.strip().codePoints().toArray();
        for (int i = 0; i < signs.length; i++) {
            boolean blank = Character.isWhitespace(signs[i]) || Character.isISOControl(signs[i]);
            if (i >= most) {
                return line.toString().strip() + "…";
            }
            line.appendCodePoint(blank ? ' ' : shown(signs[i]) ? signs[i] : REPLACEMENT);
        }
        return line.toString().replaceAll(" +", " ").strip();
    }

    private static boolean shown(int sign) {
        return switch (Character.getType(sign)) {
            case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
