package io.teal.benchmarks.row;

import java.util.Iterator;
import java.util.List;

/** All there are, in the order in which they are run. */
public final class Rows {
    private Rows() {}

    /** A new set; those that use the same field stand together. */
    static List<Row> all() {
        return List.of(
                new CpuRow(),
                new LatencyRow(),
                new ScalingRow("connections", "kept connections", 0, ScalingCase::connections),
                new ScalingRow("bodies", "length of the answer", 0, ScalingCase::bodies),
                new ScalingRow("routes", "number of routes", 1.1, ScalingCase::routes),
                new ScalingRow("servers", "servers of the upstream", 0, ScalingCase::servers),
                new CachedCpuRow(),
                new CachedLatencyRow(),
                new StreamsRow(),
                new SwitchRow(),
                new StartRow());
    }

    /** Their names, for the command line. */
    public static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return all().stream().map(Row::name).iterator();
        }
    }

    /**
     * Those with these names; all without any, but for those without a goal when there is little time.
     *
     * @throws IllegalArgumentException for a name that none has
     */
    public static List<Row> named(List<String> names, boolean quick) {
        List<Row> all = all();
        List<String> known = all.stream().map(Row::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no row " + name + "; there are " + String.join(", ", known));
            }
        }
        return all.stream()
                .filter(row -> names.isEmpty() ? !(quick && row.goals().isEmpty()) : names.contains(row.name()))
                .toList();
    }
}
