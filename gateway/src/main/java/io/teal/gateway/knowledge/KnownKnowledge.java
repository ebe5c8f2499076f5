package io.teal.gateway.knowledge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one server last said of its knowledge. What is heard for the first time is remembered and no change. Thread-safe. */
final class KnownKnowledge {
    /** So many hexadecimal digits tell apart what a person compares. */
    private static final int SHORT = 16;

    private @Nullable Map<String, String> rows;
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> prompts = new HashMap<>();

    /** The bases that came, went or changed. */
    synchronized List<String> changed(Map<String, String> heard) {
        Map<String, String> before = rows;
        rows = Map.copyOf(heard);
        files.keySet().retainAll(heard.keySet());
        List<String> changed = new ArrayList<>();
        if (before != null) {
            Set<String> names = new HashSet<>(before.keySet());
            names.addAll(heard.keySet());
            for (String name : names) {
                if (!Objects.equals(before.get(name), heard.get(name))) {
                    changed.add(name);
                }
            }
        }
        return changed;
    }

    /**
     * All of it in one short text, the same for servers that say the same; null before anything was heard. The order of bases and
     * prompts does not matter.
     */
    synchronized @Nullable String fingerprint() {
        return rows == null
                ? null
                : Fingerprints.sum(new TreeMap<>(rows) + "\n" + new TreeMap<>(files) + "\n" + new TreeMap<>(prompts))
                        .substring(0, SHORT);
    }

    /** Whether the files of a base are others than before. */
    synchronized boolean filesChanged(String base, String heard) {
        String before = files.put(base, heard);
        return before != null && !before.equals(heard);
    }

    /** Whether a prompt is another than before. */
    synchronized boolean promptChanged(String name, String heard) {
        String before = prompts.put(name, heard);
        return before != null && !before.equals(heard);
    }
}
