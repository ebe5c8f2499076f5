package io.teal.launcher.display;

import io.teal.launcher.client.reply.AuditReply;
import io.teal.launcher.client.reply.AuditReply.RecordReply;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The audit in words: what was tried on a line, with how it ended when that is on the same page. */
public final class AuditText {
    private AuditText() {}

    /** A page, newest first. */
    public static String page(AuditReply page, Instant now) {
        if (page.records().isEmpty()) {
            return "Nothing is on record.";
        }
        Map<Long, RecordReply> ends = new HashMap<>();
        Map<Long, RecordReply> begun = new HashMap<>();
        for (RecordReply each : page.records()) {
            switch (each.kind()) {
                case "begun" -> begun.put(each.number(), each);
                case "ended" -> ends.put(each.call(), each);
                default -> {}
            }
        }
        Table table = new Table("RECORD", "WHEN", "WHO", "ROLE", "FROM", "WHAT", "RESULT");
        for (RecordReply each : page.records()) {
            if (each.kind().equals("ended") && begun.containsKey(each.call())) {
                continue;
            }
            table.row(
                    Long.toString(each.number()),
                    RevisionText.ago(each.at(), now),
                    each.who(),
                    each.role(),
                    each.from(),
                    (each.method() + " " + each.target().replaceFirst("^/api/v1", "")).strip(),
                    result(each, ends.get(each.number())));
        }
        return page.next() == 0 ? table.toString() : table + more("audit", page.next());
    }

    /** How to go on. */
    public static String more(String command, long next) {
        return System.lineSeparator() + System.lineSeparator() + "older ones: teal " + command + " --before " + next;
    }

    private static String result(RecordReply each, @Nullable RecordReply end) {
        String words = each.words().isEmpty() ? "" : "; " + each.words();
        return switch (each.kind()) {
            case "begun" -> (end == null ? "no end on record here" : answer(end)) + words;
            case "ended" -> "record " + each.call() + " ended: " + answer(each) + words;
            case "refused" ->
                "refused: " + answer(each) + (each.times() > 1 ? ", " + each.times() + " times" : "") + words;
            case "given_up" -> "what was before record " + each.call() + " was given up" + words;
            default -> each.kind().replace('_', ' ') + words;
        };
    }

    /** {@code 200, revision 18}, {@code 412 revision conflict}. */
    private static String answer(RecordReply each) {
        String problem =
                each.problem().substring(each.problem().lastIndexOf(':') + 1).replace('-', ' ');
        String status = (each.status() + " " + problem).strip();
        return each.revision() > 0 && problem.isEmpty() ? status + ", revision " + each.revision() : status;
    }
}
