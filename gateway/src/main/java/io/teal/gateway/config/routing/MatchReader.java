package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import io.teal.gateway.routing.RouteMatch.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads which requests a route is for. */
final class MatchReader {
    private static final String HOST =
            "a host without port, such as chat.example.org or *.example.org; leave hosts out for every host";
    private static final String PATH =
            "a path that begins with a slash, without ?, # and segments . and .., such as /chat/";
    private static final Pattern PATH_LETTERS = Pattern.compile("/[^?#\\p{Cntrl}]*");
    private static final Pattern DOT_SEGMENT = Pattern.compile(".*/\\.{1,2}(?:/.*)?");
    private static final Pattern PARAMETER = Pattern.compile("(?s).{1,128}");
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Z-]{1,32}");
    private static final String METHOD_WORDS = "a method in upper case, such as GET";
    private static final int LONGEST_REGEX = 4_000;

    private MatchReader() {}

    static RouteMatch read(Section section) {
        return new RouteMatch(
                section.get("hosts", List.of(), MatchReader::hosts),
                path(section),
                section.get("methods", List.of(), MatchReader::methods),
                section.get("headers", List.of(), v -> fields(v, true)),
                section.get("query", List.of(), v -> fields(v, false)));
    }

    private static Path path(Section section) {
        if (section.present("path", "path_exact", "path_regex").isEmpty()) {
            return RouteMatch.ALL.path();
        }
        if (!section.exactlyOne("path", "path_exact", "path_regex")) {
            return RouteMatch.ALL.path();
        }
        if (section.has("path")) {
            return new Path.Prefix(section.get("path", "/", MatchReader::path));
        }
        return section.has("path_exact")
                ? new Path.Exact(section.get("path_exact", "/", MatchReader::path))
                : new Path.Regex(section.get("path_regex", "/", MatchReader::regex));
    }

    /** A path as routes and rewrites have it. */
    static @Nullable String path(Value value) {
        String path = value.text(PATH);
        if (path != null
                && (!PATH_LETTERS.matcher(path).matches()
                        || DOT_SEGMENT.matcher(path).matches())) {
            value.wrong(PATH);
            return null;
        }
        return path;
    }

    private static @Nullable String regex(Value value) {
        String expected =
                "a regular expression of Java that the whole text must match, 1 to " + LONGEST_REGEX + " characters";
        String regex = value.text(expected);
        if (regex == null) {
            return null;
        }
        if (regex.isEmpty() || regex.length() > LONGEST_REGEX) {
            value.wrong(expected);
            return null;
        }
        try {
            return Pattern.compile(regex).pattern();
        } catch (PatternSyntaxException e) {
            value.wrong(
                    expected + "; this one does not compile: " + e.getDescription() + " near index " + e.getIndex());
            return null;
        }
    }

    /** A method in upper case. */
    static @Nullable String method(Value value) {
        return value.text(METHOD, METHOD_WORDS);
    }

    private static List<String> methods(Value value) {
        return distinct(value, METHOD_WORDS + ", or a list of them", MatchReader::method);
    }

    private static List<String> hosts(Value value) {
        return distinct(value, HOST, MatchReader::host);
    }

    private static @Nullable String host(Value value) {
        String text = value.text(HOST);
        if (text == null) {
            return null;
        }
        boolean good = text.startsWith("*.")
                ? Syntax.isNameOrIpv4(text.substring(2)) && !text.endsWith(".")
                : Syntax.isHost(text);
        if (!good) {
            value.wrong(HOST);
            return null;
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static List<String> distinct(Value value, String expected, Section.Reading<String> reading) {
        List<String> texts = new ArrayList<>();
        for (Value item : value.oneOrMore(expected)) {
            String text = reading.read(item);
            if (text != null && texts.contains(text)) {
                item.wrong(text + " again", "each one once");
            } else if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static List<RouteMatch.Field> fields(Value value, boolean headers) {
        String what = headers ? "the name of a header" : "the name of a query parameter, 1 to 128 characters";
        List<RouteMatch.Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Value.Member member : value.members("conditions by name, such as {X-Env: prod}")) {
            String name = headers
                    ? member.key().text(Syntax.TOKEN, what)
                    : member.key().text(PARAMETER, what);
            if (name != null && !names.add(headers ? name.toLowerCase(Locale.ROOT) : name)) {
                member.key().wrong(name + " again", "each name once; case does not matter");
            }
            Condition condition = condition(member.value(), headers);
            if (name != null && condition != null) {
                fields.add(new RouteMatch.Field(name, condition));
            }
        }
        return fields;
    }

    private static @Nullable Condition condition(Value value, boolean header) {
        String expected = "a value, {regex: …} or {present: true}";
        if (value.isText()) {
            String text = header ? value.text(Syntax.FIELD_VALUE, Syntax.FIELD_VALUE_WORDS) : value.text(expected);
            return text == null ? null : new Condition.Equal(text);
        }
        if (!value.isMapping()) {
            value.wrong(expected);
            return null;
        }
        Section section = value.section("regex", "present");
        if (!section.exactlyOne("regex", "present")) {
            return null;
        }
        if (section.has("regex")) {
            String regex = section.find("regex", MatchReader::regex);
            return regex == null ? null : new Condition.Regex(regex);
        }
        return section.find("present", Value::onlyTrue) == null ? null : new Condition.Present();
    }
}
