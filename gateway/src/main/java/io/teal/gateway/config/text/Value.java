package io.teal.gateway.config.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node being read as what it should be. Each reading either succeeds or complains once and gives null (an empty list, an
 * empty section), so that the caller goes on.
 */
public final class Value {
    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");
    private static final Pattern DECIMAL =
            Pattern.compile("(?:0|[1-9]\\d{0,17})(?:\\.\\d{1,40})?(?:[eE][+-]?\\d{1,3})?");
    private static final Pattern PERCENT = Pattern.compile("(?:0|[1-9]\\d{0,2})%");

    private final Node node;
    private final Complaints complaints;

    /** The reading of a node; what is wrong goes to {@code complaints}. */
    public Value(Node node, Complaints complaints) {
        this.node = node;
        this.complaints = complaints;
    }

    /** The node itself. */
    public Node node() {
        return node;
    }

    /** Where it begins. */
    public Place place() {
        return node.place();
    }

    /** Complains about this value. */
    public void wrong(String expected) {
        complaints.error(place(), Found.describe(node), expected);
    }

    /** Complains about this value in other words, for what must not be shown or what is wrong with the whole. */
    public void wrong(String found, String expected) {
        complaints.error(place(), found, expected);
    }

    /** Tells that this value does not do what its author may think. */
    public void warn(String note) {
        complaints.warning(place(), Found.describe(node), note);
    }

    /** Whether this is a mapping. */
    public boolean isMapping() {
        return node instanceof Node.Mapping;
    }

    /** Whether this is a list without items. */
    public boolean isEmptyList() {
        return node instanceof Node.Sequence sequence && sequence.items().isEmpty();
    }

    /** Whether this is a text; a number counts as one where the format leaves it open. */
    public boolean isText() {
        return node instanceof Node.Scalar scalar
                && (scalar.kind() == Node.Kind.TEXT || (scalar.kind() != Node.Kind.NOTHING && !scalar.typed()));
    }

    /** A text of any content that Unicode allows; words like {@code on} and {@code 010} stay as they are written. */
    public @Nullable String text(String expected) {
        if (node instanceof Node.Scalar scalar && isText()) {
            if (scalar.text()
                    .codePoints()
                    .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                return scalar.text();
            }
        }
        wrong(expected);
        return null;
    }

    /** A text that an expression matches. */
    public @Nullable String text(Pattern pattern, String expected) {
        String text = text(expected);
        if (text != null && !pattern.matcher(text).matches()) {
            wrong(expected);
            return null;
        }
        return text;
    }

    /** A text that an expression matches and that no complaint may show, because it may be a secret. */
    public @Nullable String secret(Pattern pattern, String expected) {
        if (node instanceof Node.Scalar scalar && isText()) {
            if (pattern.matcher(scalar.text()).matches()) {
                return scalar.text();
            }
            wrong("a text of " + scalar.text().length() + " characters", expected);
            return null;
        }
        wrong(expected);
        return null;
    }

    /** A decimal number within bounds, both included. */
    public @Nullable Integer whole(int min, int max) {
        if (node instanceof Node.Scalar scalar
                && scalar.kind() == Node.Kind.NUMBER
                && WHOLE.matcher(scalar.text()).matches()) {
            long number = Long.parseLong(scalar.text());
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        wrong("a whole number from " + min + " to " + max);
        return null;
    }

    /** A decimal number within bounds, both included. */
    public @Nullable Double decimal(int min, int max) {
        if (node instanceof Node.Scalar scalar
                && scalar.kind() == Node.Kind.NUMBER
                && DECIMAL.matcher(scalar.text()).matches()) {
            double number = Double.parseDouble(scalar.text());
            if (number >= min && number <= max) {
                return number;
            }
        }
        wrong("a number from " + min + " to " + max);
        return null;
    }

    /** {@code true} or {@code false}; {@code yes} and {@code on} are texts. */
    public @Nullable Boolean flag() {
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BOOLEAN) {
            return scalar.text().equalsIgnoreCase("true");
        }
        wrong("true or false");
        return null;
    }

    /** {@code true} and nothing else, for what is switched off by leaving it out. */
    public @Nullable Boolean onlyTrue() {
        if (node instanceof Node.Scalar scalar
                && scalar.kind() == Node.Kind.BOOLEAN
                && scalar.text().equalsIgnoreCase("true")) {
            return true;
        }
        wrong("true; leave it out otherwise");
        return null;
    }

    /** A duration within bounds, both included. */
    public @Nullable Duration duration(Duration min, Duration max) {
        return duration(min, max, "");
    }

    /** A duration within bounds; {@code orElse} ends the complaint, for a key that takes a word too. */
    public @Nullable Duration duration(Duration min, Duration max, String orElse) {
        if (node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NOTHING) {
            long millis = Units.millis(scalar.text());
            if (millis >= min.toMillis() && millis <= max.toMillis()) {
                return Duration.ofMillis(millis);
            }
            if (millis < 0
                    && scalar.kind() == Node.Kind.NUMBER
                    && WHOLE.matcher(scalar.text()).matches()) {
                wrong("a duration with its unit, such as 30s (units h, m, s, ms)" + orElse);
                return null;
            }
        }
        wrong("a duration from " + Units.format(min) + " to " + Units.format(max)
                + ", such as 30s, 500ms or 1m30s (units h, m, s, ms)" + orElse);
        return null;
    }

    /** A size in bytes within bounds, both included. */
    public @Nullable Long size(long min, long max) {
        if (node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NOTHING) {
            long bytes = Units.bytes(scalar.text());
            if (bytes >= min && bytes <= max) {
                return bytes;
            }
        }
        wrong("a size from " + Units.format(min) + " to " + Units.format(max)
                + ", such as 8MiB (units B, KiB, MiB, GiB, TiB)");
        return null;
    }

    /** A size in bytes, or the word for no limit, which gives {@link Long#MAX_VALUE}. */
    public @Nullable Long sizeOr(String unlimited) {
        if (node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NOTHING) {
            long bytes = scalar.text().equals(unlimited) ? Long.MAX_VALUE : Units.bytes(scalar.text());
            if (bytes >= 0) {
                return bytes;
            }
        }
        wrong("a size such as 8MiB (units B, KiB, MiB, GiB, TiB), or " + unlimited);
        return null;
    }

    /** A share from 0 % to 100 %. */
    public @Nullable Integer percent() {
        if (node instanceof Node.Scalar scalar && PERCENT.matcher(scalar.text()).matches()) {
            int percent =
                    Integer.parseInt(scalar.text().substring(0, scalar.text().length() - 1));
            if (percent <= 100) {
                return percent;
            }
        }
        wrong("a share from 0% to 100%, such as 20%");
        return null;
    }

    /** One of some words. */
    public <T> @Nullable T choice(Map<String, T> choices) {
        T chosen = node instanceof Node.Scalar scalar && isText() ? choices.get(scalar.text()) : null;
        if (chosen == null) {
            wrong(Section.oneOf(new TreeSet<>(choices.keySet())));
        }
        return chosen;
    }

    /** A mapping of known keys; any other key is complained about at once. */
    public Section section(String... keys) {
        return Section.of(this, complaints, keys);
    }

    /** The items of a list. */
    public List<Value> items(String expected) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.items().stream()
                    .map(item -> new Value(item, complaints))
                    .toList();
        }
        wrong(expected);
        return List.of();
    }

    /** The items of a list that is not empty. */
    public List<Value> someItems(String expected) {
        List<Value> items = items(expected);
        if (items.isEmpty() && node instanceof Node.Sequence) {
            wrong("an empty list", expected);
        }
        return items;
    }

    /** The items of a list that is not empty, or the value itself when it is a single text. */
    public List<Value> oneOrMore(String expected) {
        return isText() ? List.of(this) : someItems(expected);
    }

    /** The members of a mapping whose keys are names. */
    public List<Member> members(String expected) {
        if (node instanceof Node.Mapping mapping) {
            List<Member> members = new ArrayList<>();
            mapping.entries()
                    .forEach((key, entry) -> members.add(new Member(
                            new Value(new Node.Scalar(entry.place(), key, Node.Kind.TEXT, false), complaints),
                            key,
                            new Value(entry.value(), complaints))));
            return members;
        }
        wrong(expected);
        return List.of();
    }

    /** The members of a mapping whose keys are names and that is not empty. */
    public List<Member> someMembers(String expected) {
        List<Member> members = members(expected);
        if (members.isEmpty() && isMapping()) {
            wrong("an empty mapping", expected);
        }
        return members;
    }

    /**
     * A key that is a name and its value.
     *
     * @param key the key, for complaints about the name
     */
    public record Member(Value key, String name, Value value) {
        /** Complains when the key is not a name as the configuration allows. */
        public void checkName() {
            if (!Syntax.NAME.matcher(name).matches()) {
                key.wrong(Syntax.NAME_WORDS);
            }
        }
    }
}
