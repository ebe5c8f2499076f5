package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Latencies;
import io.teal.benchmarks.tool.PacedLoad;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.WrongAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long an answer from the cache takes at half load. */
final class CachedLatencyRow implements Row {
    private static final String P99 = "p99 us";

    @Override
    public String name() {
        return "cached-latency";
    }

    @Override
    public String about() {
        return "the same questions at an even rate, half of what the slower proxy or the client can do, on "
                + LatencyRow.CONNECTIONS + " kept connections";
    }

    @Override
    public int rounds(Plan plan) {
        return plan.partRounds();
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(P99, 1000), Goal.atMost(P99, 1, Kind.NGINX));
    }

    @Override
    public Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        Map<Contestant, Target> targets = arena.questions().targets();
        double rate = arena.half(List.copyOf(targets.values()));
        return round -> {
            List<Figure> figures = new ArrayList<>(List.of(new Figure(LatencyRow.ASKED, Kind.TEAL, rate)));
            for (Map.Entry<Contestant, Target> one : targets.entrySet()) {
                Duration time = arena.plan().measure();
                Latencies latencies =
                        PacedLoad.run(one.getValue(), LatencyRow.CONNECTIONS, rate, LatencyRow.SETTLE, time);
                Kind kind = one.getKey().kind();
                figures.add(new Figure("p50 us", kind, latencies.micros(0.5)));
                figures.add(new Figure(P99, kind, latencies.micros(0.99)));
                figures.add(new Figure("answered/s", kind, latencies.count() * 1e9 / time.toNanos()));
            }
            return figures;
        };
    }
}
