package io.teal.gateway.config.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A piece of configuration text that knows where it stands. */
public sealed interface Node {

    /** Where it begins. */
    Place place();

    /**
     * A single value.
     *
     * @param text as written, without quotes and with escapes resolved
     * @param kind what the format takes it for
     * @param typed whether the format says the kind without doubt: true for JSON; in YAML {@code 8001} may be meant as a text
     */
    record Scalar(Place place, String text, Kind kind, boolean typed) implements Node {}

    /** A list. */
    record Sequence(Place place, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys and values in the order of the text, each key once. */
    record Mapping(Place place, SequencedMap<String, Entry> entries) implements Node {
        public Mapping {
            entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
        }
    }

    /**
     * The value of a key.
     *
     * @param place where the key stands
     */
    record Entry(Place place, Node value) {}

    /** What a format takes a single value for. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NOTHING
    }
}
