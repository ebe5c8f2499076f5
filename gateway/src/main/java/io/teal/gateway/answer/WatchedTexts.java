package io.teal.gateway.answer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Texts that operators watch for in errors, each with the name it is counted and logged by. Immutable.
 *
 * @param texts from name to text, in the order in which findings are told
 */
public record WatchedTexts(Map<String, String> texts) {
    /** Those everybody wants to know of: a full GPU, a model server that hangs, one that is not there. */
    public static final WatchedTexts DEFAULT = new WatchedTexts(defaults());

    /**
     * @throws IllegalArgumentException when a name or a text is blank
     */
    public WatchedTexts {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        texts.forEach((name, text) -> {
            if (name.isBlank() || text.isBlank()) {
                throw new IllegalArgumentException("a watched text and its name must not be blank: '" + name + "'");
            }
        });
    }

    /** The names of the texts that stand in this error, in upper or lower case. */
    public List<String> find(String error) {
        if (error.isEmpty()) {
            return List.of();
        }
        String said = error.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        texts.forEach((name, text) -> {
            if (said.contains(text.toLowerCase(Locale.ROOT))) {
                found.add(name);
            }
        });
        return List.copyOf(found);
    }

    private static Map<String, String> defaults() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("cuda_out_of_memory", "CUDA out of memory");
        texts.put("read_timed_out", "Read timed out");
        texts.put("connection_refused", "Connection refused");
        return texts;
    }
}
