package io.teal.gateway.config.text;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a JSON body must contain. Whole numbers become {@link Long}, or {@link BigInteger} where they are larger;
 * others {@link Double}.
 */
public final class JsonTree {
    private static final Pattern KEY = Pattern.compile("(?s).{0,128}");
    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9]\\d{0,308})");
    private static final Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

    private JsonTree() {}

    /** The tree of a value; null inside it is a value, null as the whole is complained about. */
    public static @Nullable Object read(Value value) {
        return read(value, true);
    }

    private static @Nullable Object read(Value value, boolean root) {
        return switch (value.node()) {
            case Node.Mapping mapping -> mapping(value);
            case Node.Sequence sequence -> sequence(value);
            case Node.Scalar scalar -> scalar(value, scalar, root);
        };
    }

    private static Map<String, @Nullable Object> mapping(Value value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (Value.Member member : value.members("a mapping")) {
            if (member.key().text(KEY, "a name of at most 128 characters") != null) {
                members.put(member.name(), read(member.value(), false));
            }
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> sequence(Value value) {
        List<@Nullable Object> items = new ArrayList<>();
        for (Value item : value.items("a list")) {
            items.add(read(item, false));
        }
        return Collections.unmodifiableList(items);
    }

    private static @Nullable Object scalar(Value value, Node.Scalar scalar, boolean root) {
        return switch (scalar.kind()) {
            case TEXT -> value.text("a text without unpaired surrogates");
            case BOOLEAN -> scalar.text().equalsIgnoreCase("true");
            case NUMBER -> number(value, scalar.text());
            case NOTHING -> {
                if (root) {
                    value.wrong("what the body must contain, such as {}; leave json out to accept any body");
                }
                yield null;
            }
        };
    }

    private static @Nullable Number number(Value value, String text) {
        if (WHOLE.matcher(text).matches()) {
            BigInteger whole = new BigInteger(text);
            return whole.bitLength() < Long.SIZE ? (Number) whole.longValueExact() : whole;
        }
        if (DECIMAL.matcher(text).matches()) {
            double decimal = Double.parseDouble(text);
            if (Double.isFinite(decimal)) {
                return decimal + 0.0;
            }
        }
        value.wrong("a number as JSON has it, or a text in quotes");
        return null;
    }
}
