package io.teal.launcher.display;

import io.teal.launcher.client.reply.DryRunReply;
import io.teal.launcher.client.reply.DryRunReply.ChangeReply;
import io.teal.launcher.client.reply.Problem;
import java.util.StringJoiner;

/** Differences in words. */
public final class ChangesText {
    private ChangesText() {}

    /** What would become of a change. */
    public static String tried(DryRunReply tried, Paint paint) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        if (tried.valid()) {
            lines.add(lines(tried, paint));
        } else {
            lines.add("it would be refused: " + Counted.of(tried.problems().size(), "problem"));
            for (Problem problem : tried.problems()) {
                lines.add("  " + (problem.line() > 0 ? problem.in("line").substring(5) : problem.text()));
            }
        }
        tried.warnings().forEach(warning -> lines.add("warning: " + warning));
        return lines.toString();
    }

    /** {@code ~ services.chat.traffic.split.green: 0 -> 100}, one place on a line. */
    public static String lines(DryRunReply difference, Paint paint) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        for (ChangeReply change : difference.changes()) {
            lines.add(line(change, paint));
        }
        return difference.changes().isEmpty() ? "nothing is different" : lines.toString();
    }

    private static String line(ChangeReply change, Paint paint) {
        return switch (change.change()) {
            case "added" -> paint.green("+ " + change.path() + ": " + change.becomes());
            case "removed" -> paint.red("- " + change.path() + ": " + change.was());
            default -> paint.yellow("~ " + change.path() + ": " + change.was() + " -> " + change.becomes());
        };
    }
}
