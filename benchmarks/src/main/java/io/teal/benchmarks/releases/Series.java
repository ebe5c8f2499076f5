package io.teal.benchmarks.releases;

import io.teal.gateway.routing.release.Plan;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Many releases by the plan that stands for one that is not configured; the same ones each time. */
final class Series {
    private static final long SEED = 20_260_303;

    private Series() {}

    /** Half of them good, and a tenth for each fault; each day has a bad hour at any time. */
    static List<Simulation.Result> all(int count) {
        Fault[] faults = Fault.values();
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(
                        i -> Scenario.any(SEED + i, i % 2 == 0 ? Fault.NONE : faults[1 + i / 2 % (faults.length - 1)]))
                .map(scenario -> Simulation.run(scenario, Plan.DEFAULT))
                .toList();
    }

    /** Good ones whose bad hour begins within so many seconds of the release. */
    static List<Simulation.Result> badHour(int count, int from, int to) {
        return badHour(count, from, to, Plan.DEFAULT);
    }

    /** The same by another plan. */
    static List<Simulation.Result> badHour(int count, int from, int to, Plan plan) {
        SplittableRandom random = new SplittableRandom(SEED);
        int[] begins = random.ints(count, from, to).toArray();
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> Scenario.any(SEED + 100_000 + i, Fault.NONE).withBadHour(begins[i]))
                .map(scenario -> Simulation.run(scenario, plan))
                .toList();
    }
}
