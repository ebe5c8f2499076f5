package io.teal.admin.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scrape says, taken apart.
 *
 * @param families the metrics by name
 * @param rows values by metric and labels
 */
public record Scrape(Map<String, Family> families, Map<String, Double> rows) {
    private static final Pattern ROW = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /**
     * One metric.
     *
     * @param labels their names, {@code le} and {@code quantile} left out
     * @param rows how many rows it has
     */
    public record Family(String type, String help, TreeSet<String> labels, int rows) {}

    /** Takes the text format apart. */
    public static Scrape of(String text) {
        Map<String, String> help = new TreeMap<>();
        Map<String, Family> families = new LinkedHashMap<>();
        Map<String, Double> rows = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                help.put(words[2], words.length > 3 ? words[3] : "");
            } else if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", 4);
                families.put(words[2], new Family(words[3], help.getOrDefault(words[2], ""), new TreeSet<>(), 0));
            } else if (!line.isEmpty()) {
                row(line, families, rows);
            }
        }
        return new Scrape(families, rows);
    }

    private static void row(String line, Map<String, Family> families, Map<String, Double> rows) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            throw new AssertionError("not a row: " + line);
        }
        String family = familyOf(row.group(1), families);
        Family known = families.get(family);
        if (known == null) {
            throw new AssertionError("a row of no metric: " + line);
        }
        TreeSet<String> labels = new TreeSet<>(known.labels());
        if (row.group(2) != null) {
            Matcher label = LABEL.matcher(row.group(2));
            while (label.find()) {
                labels.add(label.group(1));
            }
        }
        labels.remove("le");
        labels.remove("quantile");
        families.put(family, new Family(known.type(), known.help(), labels, known.rows() + 1));
        rows.put(
                line.substring(0, line.lastIndexOf(' ')),
                Double.valueOf(row.group(3).replace("Inf", "Infinity")));
    }

    /** The metric a row of that name belongs to; null when there is none. */
    public @Nullable Family familyOf(String name) {
        return families.get(familyOf(name, families));
    }

    private static String familyOf(String name, Map<String, Family> families) {
        if (families.containsKey(name)) {
            return name;
        }
        return name.replaceFirst("_(bucket|count|sum)$", "");
    }

    /** A value; 0 where there is no such row. */
    public double value(String row) {
        return rows.getOrDefault(row, 0.0);
    }
}
