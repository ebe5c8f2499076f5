package io.teal.launcher.display;

import io.teal.launcher.client.reply.RevisionReply;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.StringJoiner;

/** Revisions in words. */
public final class RevisionText {
    private RevisionText() {}

    /** What a command says when it has made {@code revision}. */
    public static String done(RevisionReply revision) {
        return "revision " + revision.revision() + " serves: " + traffic(revision.traffic());
    }

    /** {@code revision 18, switch by ops 3 s ago: nightly release}. */
    public static String line(RevisionReply revision, Instant now) {
        String line = "revision " + revision.revision() + ", " + revision.kind() + " by " + revision.who() + " "
                + ago(revision.at(), now);
        return revision.reason().isEmpty() ? line : line + ": " + revision.reason();
    }

    /** A page of the history, a revision a line, newest first; the one that serves has a star. */
    public static String history(RevisionReply.History history, Instant now) {
        Table table = new Table("", "REVISION", "WHEN", "WHO", "KIND", "TRAFFIC", "REASON");
        for (RevisionReply revision : history.revisions()) {
            table.row(
                    revision.revision() == history.current() ? "*" : "",
                    Long.toString(revision.revision()),
                    ago(revision.at(), now),
                    revision.who(),
                    "rollback".equals(revision.kind()) ? "rollback to " + revision.from() : revision.kind(),
                    traffic(revision.traffic()),
                    revision.reason());
        }
        return history.next() == 0 ? table.toString() : table + AuditText.more("history", history.next());
    }

    /** {@code chat blue 95 % green 5 %}, services separated by commas; shares, not weights. */
    public static String traffic(Map<String, Map<String, Integer>> traffic) {
        StringJoiner services = new StringJoiner(", ");
        traffic.forEach((service, split) -> services.add(service + " " + split(split)));
        return traffic.isEmpty() ? "no service" : services.toString();
    }

    /** {@code blue 95 % green 5 %}; an upstream without a share is left out. */
    public static String split(Map<String, Integer> split) {
        StringJoiner shares = new StringJoiner(" ");
        split.forEach((upstream, weight) -> {
            if (weight > 0) {
                shares.add(upstream + " " + share(weight, split));
            }
        });
        return shares.toString();
    }

    /** A weight's part of the whole: {@code 95 %}, {@code 0.1 %}. */
    public static String share(int weight, Map<String, Integer> split) {
        long total = 0;
        for (int each : split.values()) {
            total += each;
        }
        if (total == 0) {
            return "0 %";
        }
        double percent = 100.0 * weight / total;
        return percent == Math.rint(percent)
                ? Math.round(percent) + " %"
                : String.format(java.util.Locale.ROOT, "%.1f %%", percent);
    }

    /** How long before {@code now}, in the largest fitting unit; the text itself when it is no time. */
    public static String ago(String at, Instant now) {
        try {
            return age(Duration.between(Instant.parse(at), now)) + " ago";
        } catch (DateTimeParseException e) {
            return at;
        }
    }

    /** {@code 41 ms}, {@code 5 s}, {@code 3 min}, {@code 2 h}, {@code 9 d}. */
    public static String age(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return Math.max(0, time.toMillis()) + " ms";
        }
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            return time.toSeconds() + " s";
        }
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return time.toMinutes() + " min";
        }
        return time.compareTo(Duration.ofDays(2)) < 0 ? time.toHours() + " h" : time.toDays() + " d";
    }
}
