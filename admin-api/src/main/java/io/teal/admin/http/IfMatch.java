package io.teal.admin.http;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The precondition of a write (RFC 9110, 13.1.1): entity tags are revision numbers in quotes, {@code *} is any. */
public final class IfMatch {
    /** One member of the list with what follows it; weak ones are well-formed but never match. */
    private static final Pattern MEMBER =
            Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"[ \\t]*(?:,[ \\t]*|$)");

    private IfMatch() {}

    /** The entity tag of a revision. */
    public static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /** Refuses a change that does not say what it is meant for, before anything is read of it. */
    public static void check(@Nullable String field) throws Problem {
        LongPredicate unused = parse(field);
    }

    /** Whether a revision is one the caller expects. */
    public static LongPredicate parse(@Nullable String field) throws Problem {
        if (field == null) {
            throw Problem.of(
                    ProblemKind.IF_MATCH_MISSING,
                    "send If-Match with the ETag of the routing that the change is meant for, or * for any");
        }
        String list = field.strip();
        if (list.equals("*")) {
            return revision -> true;
        }
        Set<String> tags = new HashSet<>();
        Matcher member = MEMBER.matcher(list);
        int at = 0;
        while (at < list.length()) {
            if (!member.find(at) || member.start() != at) {
                throw malformed(field);
            }
            if (member.group(1) == null) {
                tags.add(member.group(2));
            }
            at = member.end();
        }
        if (at == 0) {
            throw malformed(field);
        }
        return revision -> tags.contains(Long.toString(revision));
    }

    private static Problem malformed(String field) {
        return Problem.of(
                ProblemKind.BAD_REQUEST, "If-Match: found %s, expected a revision in quotes like \"17\", or *", field);
    }
}
