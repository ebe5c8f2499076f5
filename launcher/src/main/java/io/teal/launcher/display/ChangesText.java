package io.teal.launcher.display;

import io.teal.launcher.client.DryRunReply;
import io.teal.launcher.client.DryRunReply.ChangeReply;
import io.teal.launcher.client.Problem;
import java.util.StringJoiner;

/** Differences in words. */
public final class ChangesText {
    private ChangesText() {}

    /** What would become of a change. */
    public static String tried(DryRunReply tried) {
        if (tried.valid()) {
            return lines(tried);
        }
        StringJoiner problems = new StringJoiner(System.lineSeparator());
        problems.add("it would be refused: " + Counted.of(tried.problems().size(), "problem"));
        for (Problem problem : tried.problems()) {
            problems.add("  " + problem.in(""));
        }
        return problems.toString();
    }

    /** {@code ~ services.chat.traffic.split.green: 0 -> 100}, one place on a line. */
    public static String lines(DryRunReply difference) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        for (ChangeReply change : difference.changes()) {
            lines.add(line(change));
        }
        return difference.changes().isEmpty() ? "nothing is different" : lines.toString();
    }

    private static String line(ChangeReply change) {
        return switch (change.change()) {
            case "added" -> "+ " + change.path() + ": " + change.becomes();
            case "removed" -> "- " + change.path() + ": " + change.was();
            default -> "~ " + change.path() + ": " + change.was() + " -> " + change.becomes();
        };
    }
}
