package io.teal.benchmarks.releases;

import io.teal.gateway.routing.release.Release.State;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What came of simulated releases, as Markdown. */
final class Table {
    private static final double[] LOADS = {1, 3, 10, 50.001};
    private static final String HEAD = """
            | the new colour | requests/s | releases | taken back | after (median) | (95 %) | failed requests (median) | (95 %) | done after (median) | (95 %) |
            |---|---|---|---|---|---|---|---|---|---|
            """;

    private Table() {}

    /** A row for each fault and load. */
    static String byFaultAndLoad(List<Simulation.Result> results) {
        StringBuilder text = new StringBuilder(HEAD);
        for (Fault fault : Fault.values()) {
            for (int i = 0; i + 1 < LOADS.length; i++) {
                double from = LOADS[i];
                double to = LOADS[i + 1];
                text.append(row(
                        fault == Fault.NONE ? "good" : fault.text(),
                        String.format(Locale.ROOT, "%.0f to %.0f", from, to),
                        results.stream()
                                .filter(result -> result.scenario().fault() == fault
                                        && result.scenario().rate() >= from
                                        && result.scenario().rate() < to)
                                .toList()));
            }
        }
        return text.toString();
    }

    /** One row for all of them. */
    static String only(String what, List<Simulation.Result> results) {
        return HEAD + row(what, "1 to 50", results);
    }

    /** A row without the head. */
    static String row(String what, List<Simulation.Result> results) {
        return row(what, "1 to 50", results);
    }

    private static String row(String what, String load, List<Simulation.Result> results) {
        Predicate<Simulation.Result> back = result -> result.state() == State.ROLLED_BACK;
        List<Simulation.Result> taken = results.stream().filter(back).toList();
        List<Simulation.Result> done =
                results.stream().filter(result -> result.state() == State.DONE).toList();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s |%n",
                what,
                load,
                results.size(),
                results.isEmpty() ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * taken.size() / results.size()),
                time(taken, 0.5),
                time(taken, 0.95),
                number(taken, 0.5),
                number(taken, 0.95),
                time(done, 0.5),
                time(done, 0.95));
    }

    private static String number(List<Simulation.Result> results, double share) {
        return results.isEmpty() ? "" : Long.toString(quantile(results, Simulation.Result::failures, share));
    }

    private static String time(List<Simulation.Result> results, double share) {
        if (results.isEmpty()) {
            return "";
        }
        long seconds = quantile(results, Simulation.Result::seconds, share);
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200
                        ? Math.round(seconds / 60.0) + " min"
                        : String.format(Locale.ROOT, "%.1f h", seconds / 3600.0);
    }

    private static long quantile(List<Simulation.Result> results, ToLongFunction<Simulation.Result> of, double share) {
        long[] sorted = results.stream().mapToLong(of).toArray();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }
}
