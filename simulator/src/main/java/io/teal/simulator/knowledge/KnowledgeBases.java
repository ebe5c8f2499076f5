package io.teal.simulator.knowledge;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The knowledge bases of one instance. {@code samples}, {@code hr_faq}, {@code policy} and {@code finance} exist from the
 * start; a name that begins with {@code kb-} or {@code kb_} comes into being when it is first asked for. Safe for several
 * threads.
 */
public final class KnowledgeBases {
    private static final int TEMPORARY_KEPT = 10;

    /** A file of a knowledge base. */
    public record StoredFile(String name, long size, long modified) {}

    private static final class Base {
        private final Map<String, StoredFile> files = new TreeMap<>();
        private int changes;
    }

    private final String generation;
    private final Map<String, Base> bases = new TreeMap<>();
    private final LinkedHashMap<String, List<String>> temporary = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable String hot;

    /** Knowledge bases whose content is of this generation until it changes. */
    public KnowledgeBases(String generation) {
        this.generation = generation;
        for (String name : List.of("samples", "hr_faq", "policy", "finance")) {
            create(name);
        }
    }

    /** Whether a knowledge base of this name exists; case does not matter, as in Chatchat's SQL. */
    public synchronized boolean exists(String name) {
        return find(name) != null;
    }

    /** Creates a knowledge base with one file; false when it exists. */
    @CanIgnoreReturnValue
    public synchronized boolean create(String name) {
        String key = key(name);
        if (bases.containsKey(key)) {
            return false;
        }
        Base base = new Base();
        base.files.put("员工手册.md", new StoredFile("员工手册.md", 18_734, 1_731_000_000));
        bases.put(key, base);
        return true;
    }

    /** Removes a knowledge base; false when there was none. */
    public synchronized boolean delete(String name) {
        return bases.remove(key(name)) != null;
    }

    /** The generation of a knowledge base: the instance's, counted up by every change. */
    public synchronized String generation(String name) {
        Base base = find(name);
        if (base == null || base.changes == 0) {
            return generation;
        }
        try {
            return Long.toString(Long.parseLong(generation) + base.changes);
        } catch (NumberFormatException e) {
            return generation + "." + base.changes;
        }
    }

    /** Adds or replaces files. Without {@code effective} the list changes but not the generation. */
    public synchronized void store(String name, Map<String, Long> sizes, boolean effective) {
        Base base = find(name);
        if (base == null) {
            return;
        }
        long now = System.currentTimeMillis() / 1000;
        sizes.forEach((file, size) -> base.files.put(file, new StoredFile(file, size, now)));
        if (effective) {
            base.changes++;
        }
    }

    /** Removes files. */
    public synchronized void remove(String name, List<String> files) {
        Base base = find(name);
        if (base != null) {
            files.forEach(base.files::remove);
            base.changes++;
        }
    }

    public synchronized List<String> names() {
        return new ArrayList<>(bases.keySet());
    }

    /** The files of a knowledge base by name; empty when there is none. */
    public synchronized List<StoredFile> files(String name) {
        Base base = find(name);
        return base == null ? List.of() : new ArrayList<>(base.files.values());
    }

    /** Makes this the one knowledge base in memory; true when it was not. */
    public synchronized boolean load(String name) {
        String key = key(name);
        boolean other = !key.equals(hot);
        hot = key;
        return other;
    }

    /** Keeps a temporary knowledge base of these files; the one not used longest goes when there are too many. */
    public synchronized void keepTemporary(String id, List<String> files) {
        temporary.put(id, List.copyOf(files));
        if (temporary.size() > TEMPORARY_KEPT) {
            temporary.remove(temporary.keySet().iterator().next());
        }
    }

    /** The files of a temporary knowledge base; null when this instance has none of that id. */
    public synchronized @Nullable List<String> temporary(String id) {
        return temporary.get(id);
    }

    /** Forgets what a process has in memory only. */
    public synchronized void restart() {
        temporary.clear();
        hot = null;
    }

    /** Generations of all knowledge bases by name. */
    public synchronized Map<String, String> generations() {
        Map<String, String> generations = new HashMap<>();
        bases.keySet().forEach(name -> generations.put(name, generation(name)));
        return generations;
    }

    private @Nullable Base find(String name) {
        String key = key(name);
        if (!bases.containsKey(key) && (key.startsWith("kb-") || key.startsWith("kb_"))) {
            create(key);
        }
        return bases.get(key);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
