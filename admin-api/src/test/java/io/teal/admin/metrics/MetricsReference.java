package io.teal.admin.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What docs/metrics.md says.
 *
 * @param metrics type and labels, in the order of the alphabet, by name
 * @param dependent those that are not there with every collector of garbage
 */
record MetricsReference(TreeMap<String, String> metrics, TreeSet<String> dependent) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(\\w+)`( ¹)? \\| (\\w+) \\| ([\\w, ]*?) ?\\| ([^|]*?) ?\\| [^|]+ \\|$");

    static MetricsReference read() throws IOException {
        TreeMap<String, String> metrics = new TreeMap<>();
        TreeSet<String> dependent = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("../docs/metrics.md")));
        while (row.find()) {
            String[] labels = row.group(4).split(", ", -1);
            Arrays.sort(labels);
            if (metrics.put(row.group(1), row.group(3) + " " + String.join(", ", labels)) != null) {
                throw new AssertionError(row.group(1) + " stands there twice");
            }
            if (row.group(2) != null) {
                dependent.add(row.group(1));
            }
        }
        return new MetricsReference(metrics, dependent);
    }

    boolean mayBeMissing(String name) {
        return dependent.contains(name);
    }
}
