package io.teal.benchmarks.race;

import java.util.List;
import java.util.stream.Collectors;

/** All there are, in the order in which they are run. */
final class Rows {
    private Rows() {}

    static List<Row> all() {
        return List.of(new CpuRow(), new LatencyRow(), new CachedCpuRow(), new CachedLatencyRow());
    }

    /**
     * Those with these names; all without any.
     *
     * @throws IllegalArgumentException for a name that none has
     */
    static List<Row> named(List<String> names) {
        List<String> known = all().stream().map(Row::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "no row " + name + "; there are " + known.stream().collect(Collectors.joining(", ")));
            }
        }
        return all().stream()
                .filter(row -> names.isEmpty() || names.contains(row.name()))
                .toList();
    }
}
