package io.teal.gateway.matching;

import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.RouteMatch.Condition;
import io.teal.gateway.routing.RouteMatch.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A compiled route: what is left to ask once host and path have led to it. */
final class Candidate<T> {
    /** Most specific first: longest literal start of a regex, method given, most headers, most query parameters, order. */
    static final Comparator<Candidate<?>> PRECEDENCE = Comparator.<Candidate<?>>comparingInt(c -> -c.literal.length())
            .thenComparing(c -> c.methods.isEmpty())
            .thenComparingInt(c -> -c.headers.length)
            .thenComparingInt(c -> -c.query.length)
            .thenComparingInt(c -> c.order);

    private final T target;
    private final int order;
    private final List<String> methods;
    private final Field[] headers;
    private final Field[] query;
    private final @Nullable Pattern pattern;
    private final String literal;

    /** Throws {@link java.util.regex.PatternSyntaxException} for a regular expression that is none. */
    Candidate(Route route, int order, T target) {
        RouteMatch match = route.match();
        this.target = target;
        this.order = order;
        methods = match.methods();
        headers = fields(match.headers());
        query = fields(match.query());
        switch (match.path()) {
            case Path.Regex regex -> {
                pattern = regex.pattern();
                literal = LiteralStart.of(regex.value());
            }
            case Path.Exact exact -> {
                pattern = null;
                literal = "";
            }
            case Path.Prefix prefix -> {
                pattern = null;
                literal = "";
            }
        }
    }

    T target() {
        return target;
    }

    /** What every path the route's regex matches begins with; empty for a route without regex. */
    String literal() {
        return literal;
    }

    boolean matches(RequestHead head, RegexBudget budget) throws RegexBudget.Exhausted {
        if (!methods.isEmpty() && !methods.contains(head.method())) {
            return false;
        }
        for (Field field : headers) {
            if (!field.accepts(head.header(field.name), budget)) {
                return false;
            }
        }
        for (Field field : query) {
            if (!field.accepts(head.query(field.name), budget)) {
                return false;
            }
        }
        if (pattern == null) {
            return true;
        }
        return head.path().startsWith(literal) && budget.matches(pattern, head.path());
    }

    private static Field[] fields(List<RouteMatch.Field> given) {
        Field[] fields = new Field[given.size()];
        for (int i = 0; i < fields.length; i++) {
            RouteMatch.Field field = given.get(i);
            fields[i] = switch (field.condition()) {
                case Condition.Equal(String value) -> new Field(field.name(), value, null);
                case Condition.Regex(String value) -> new Field(field.name(), null, Pattern.compile(value));
                case Condition.Present() -> new Field(field.name(), null, null);
            };
        }
        return fields;
    }

    /** A field that must be there and, when given, equal a value or match an expression. */
    private record Field(
            String name, @Nullable String equal, @Nullable Pattern pattern) {
        boolean accepts(@Nullable String value, RegexBudget budget) throws RegexBudget.Exhausted {
            if (value == null) {
                return false;
            }
            if (equal != null) {
                return equal.equals(value);
            }
            return pattern == null || budget.matches(pattern, value);
        }
    }
}
