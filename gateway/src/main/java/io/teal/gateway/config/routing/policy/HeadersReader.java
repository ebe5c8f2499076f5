package io.teal.gateway.config.routing.policy;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.HeaderChanges;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads header fields and what is done to them. */
public final class HeadersReader {
    /** Fields that belong to one connection or to the framing of a message: the gateway writes them itself. */
    private static final Set<String> OWN = Set.of(
            "connection",
            "content-length",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeadersReader() {}

    /** What a mapping says. */
    public static HeaderChanges changes(Section section) {
        return new HeaderChanges(
                section.get("remove", List.of(), HeadersReader::names),
                section.get("set", List.of(), HeadersReader::fields),
                section.get("add", List.of(), HeadersReader::fields));
    }

    private static List<String> names(Value value) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Value item : value.oneOrMore("one or more names of headers")) {
            String name = name(item, seen);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** Fields by name; a name may have a list of values. */
    public static List<HeaderChanges.Header> fields(Value value) {
        List<HeaderChanges.Header> fields = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Value.Member member : value.members("values by name, such as {X-Env: prod}")) {
            String name = name(member.key(), seen);
            for (Value item : member.value().oneOrMore("a value or a list of values")) {
                String text = item.text(Syntax.FIELD_VALUE, Syntax.FIELD_VALUE_WORDS);
                if (name != null && text != null) {
                    fields.add(new HeaderChanges.Header(name, text));
                }
            }
        }
        return fields;
    }

    /** The name of a header that is none of the gateway's own and was not seen before. */
    static @Nullable String name(Value value, Set<String> seen) {
        String name = value.text(Syntax.TOKEN, "the name of a header: letters, digits and dashes (RFC 9110)");
        if (name == null) {
            return null;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (OWN.contains(lower)) {
            value.wrong(
                    lower.equals("host")
                            ? "another header; for Host use rewrite.host"
                            : "another header: the gateway writes this one itself");
            return null;
        }
        if (!seen.add(lower)) {
            value.wrong(name + " again", "each name once; case does not matter");
            return null;
        }
        return name;
    }
}
