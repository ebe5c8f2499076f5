package io.teal.gateway.config.text;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of known keys being read. One that is absent or not a mapping has no keys and does not complain about what is
 * missing in it.
 */
public final class Section {
    /** A mapping with more unknown keys is not one with spelling mistakes: looking for near words would only cost time. */
    private static final int MOST_SUGGESTIONS = 50;

    private final Value itself;
    private final Complaints complaints;
    private final List<String> known;
    private final Node.@Nullable Mapping mapping;

    private Section(Value itself, Complaints complaints, List<String> known, Node.@Nullable Mapping mapping) {
        this.itself = itself;
        this.complaints = complaints;
        this.known = known;
        this.mapping = mapping;
    }

    static Section of(Value value, Complaints complaints, String... keys) {
        List<String> known = List.of(keys);
        if (!(value.node() instanceof Node.Mapping mapping)) {
            value.wrong("a mapping with " + oneOf(known));
            return new Section(value, complaints, known, null);
        }
        int strangers = 0;
        for (Map.Entry<String, Node.Entry> member : mapping.entries().entrySet()) {
            if (!known.contains(member.getKey())) {
                strangers++;
                String nearest = strangers > MOST_SUGGESTIONS ? null : Spelling.nearest(member.getKey(), known);
                complaints.error(
                        member.getValue().place(),
                        "the unknown key " + Found.shortened(member.getKey()),
                        oneOf(known) + (nearest == null ? "" : "; did you mean " + nearest + "?"));
            }
        }
        return new Section(value, complaints, known, mapping);
    }

    /** The words {@code a, b or c}. */
    static String oneOf(Collection<String> words) {
        List<String> list = List.copyOf(words);
        return list.size() == 1
                ? list.getFirst()
                : String.join(", ", list.subList(0, list.size() - 1)) + " or " + list.getLast();
    }

    /** The mapping as a value, to complain about the whole of it. */
    public Value itself() {
        return itself;
    }

    /** Whether the mapping is there at all. */
    public boolean present() {
        return mapping != null;
    }

    /** Whether the key is there, with whatever value. */
    public boolean has(String key) {
        return entry(key) != null;
    }

    /** The value of a key, null when it is absent. */
    public @Nullable Value value(String key) {
        Node.Entry entry = entry(key);
        return entry == null ? null : new Value(entry.value(), complaints);
    }

    /** The key itself as a value, to complain about its being there; null when it is absent. */
    public @Nullable Value key(String key) {
        Node.Entry entry = entry(key);
        return entry == null ? null : new Value(new Node.Scalar(entry.place(), key, Node.Kind.TEXT, false), complaints);
    }

    /** The value of a key that must be there; null, and a complaint, when it is not. */
    public @Nullable Value required(String key, String expected) {
        Value value = value(key);
        if (value == null && mapping != null) {
            missing(key, expected);
        }
        return value;
    }

    /** Complains that a key is not there. */
    public void missing(String key, String expected) {
        wrong(key, Found.NOTHING, expected);
    }

    /** Complains about the value of a key, where the mapping begins when it is absent. */
    public void wrong(String key, String found, String expected) {
        Value value = value(key);
        Place place = itself.place();
        complaints.error(value == null ? place.withPath(place.member(key)) : value.place(), found, expected);
    }

    /** What a reading gives for a key; the fallback when the key is absent or its value wrong. */
    public <T> T get(String key, T fallback, Reading<T> reading) {
        T read = find(key, reading);
        return read == null ? fallback : read;
    }

    /** What a reading gives for a key; null when the key is absent or its value wrong. */
    public <T> @Nullable T find(String key, Reading<T> reading) {
        Value value = value(key);
        return value == null ? null : reading.read(value);
    }

    /** A mapping of known keys under a key; without keys when it is absent. */
    public Section section(String key, String... keys) {
        Value value = value(key);
        if (value != null) {
            return value.section(keys);
        }
        Place place = itself.place();
        Node absent = new Node.Mapping(place.withPath(place.member(key)), new LinkedHashMap<>());
        return new Section(new Value(absent, complaints), complaints, List.of(keys), null);
    }

    /** Those of some keys that are there. */
    public List<String> present(String... keys) {
        return List.of(keys).stream().filter(this::has).toList();
    }

    /** Whether exactly one of some keys is there; complains when it is none or several. */
    public boolean exactlyOne(String... keys) {
        List<String> there = present(keys);
        if (there.size() == 1) {
            return true;
        }
        if (mapping != null) {
            itself.wrong(
                    there.isEmpty() ? "none of " + String.join(", ", keys) : String.join(" and ", there) + " together",
                    "exactly one of " + oneOf(List.of(keys)));
        }
        return false;
    }

    private Node.@Nullable Entry entry(String key) {
        if (!known.contains(key)) {
            throw new IllegalArgumentException(key + " is not one of the declared keys " + known);
        }
        return mapping == null ? null : mapping.entries().get(key);
    }

    /** Reads a value, or complains and gives null. */
    public interface Reading<T> {
        @Nullable T read(Value value);
    }
}
