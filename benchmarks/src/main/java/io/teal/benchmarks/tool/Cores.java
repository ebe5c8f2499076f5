package io.teal.benchmarks.tool;

import java.util.ArrayList;
import java.util.List;

/**
 * Which processors do what, as {@code taskset} names them.
 *
 * @param proxy the one of the proxy under test
 * @param others those of load and backends
 */
public record Cores(String proxy, String others) {
    /**
     * The first one for the proxy, all others for the rest.
     *
     * @param count how many the machine has, at least 2
     */
    public static Cores of(int count) {
        if (count < 2) {
            throw new IllegalArgumentException(
                    "a proxy and its load cannot have a processor each when there is only one");
        }
        return new Cores("0", count == 2 ? "1" : "1-" + (count - 1));
    }

    /** The first two for the proxy, whatever else runs there. */
    public Cores withTwo() {
        return new Cores("0,1", others);
    }

    /** A command that runs where the proxy runs. */
    public List<String> forProxy(List<String> command) {
        return pinned(proxy, command);
    }

    /** A command that runs where everything else runs. */
    public List<String> forOthers(List<String> command) {
        return pinned(others, command);
    }

    private static List<String> pinned(String cores, List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        return List.copyOf(pinned);
    }
}
