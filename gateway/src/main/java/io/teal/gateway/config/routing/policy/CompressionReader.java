package io.teal.gateway.config.routing.policy;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Units;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.policy.Compression;
import io.teal.gateway.routing.policy.Compression.Algorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which answers of a route are made shorter, and the way back. */
public final class CompressionReader {
    private static final Map<String, Algorithm> ALGORITHMS =
            Map.of("zstd", Algorithm.ZSTD, "br", Algorithm.BR, "gzip", Algorithm.GZIP);
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9.+_-]{1,64}/(?:\\*|[A-Za-z0-9.+_-]{1,64})");
    private static final String TYPES = "one or more media types, such as application/json or text/*";

    private CompressionReader() {}

    /** An empty mapping is compression with every default. */
    public static Compression read(Value value) {
        Section section = value.section("types", "min_length", "algorithms");
        Compression plain = Compression.DEFAULT;
        return new Compression(
                section.get("types", plain.types(), CompressionReader::types),
                section.get("min_length", plain.minLength(), v -> v.size(1, 1L << 30)),
                section.get("algorithms", plain.algorithms(), CompressionReader::algorithms));
    }

    private static List<String> types(Value value) {
        List<String> types = new ArrayList<>();
        for (Value item : value.oneOrMore(TYPES)) {
            String type = item.text(TYPE, TYPES);
            if (type != null && type.equalsIgnoreCase("text/event-stream")) {
                item.wrong("another type: events must not wait for each other, so they are passed on as they are");
            } else if (type != null) {
                types.add(type.toLowerCase(Locale.ROOT));
            }
        }
        return types;
    }

    private static List<Algorithm> algorithms(Value value) {
        List<Algorithm> algorithms = new ArrayList<>();
        for (Value item : value.oneOrMore("one or more of zstd, br and gzip")) {
            Algorithm algorithm = item.choice(ALGORITHMS);
            if (algorithm != null && algorithms.contains(algorithm)) {
                item.wrong(algorithm.word() + " again", "each algorithm once");
            } else if (algorithm != null) {
                algorithms.add(algorithm);
            }
        }
        return algorithms;
    }

    /** The canonical form. */
    public static Map<String, @Nullable Object> tree(Compression compression) {
        Compression plain = Compression.DEFAULT;
        return new Tree()
                .put("types", compression.types(), plain.types())
                .put("min_length", Units.format(compression.minLength()), Units.format(plain.minLength()))
                .put("algorithms", words(compression), words(plain))
                .members();
    }

    private static List<String> words(Compression compression) {
        return compression.algorithms().stream().map(Algorithm::word).toList();
    }
}
