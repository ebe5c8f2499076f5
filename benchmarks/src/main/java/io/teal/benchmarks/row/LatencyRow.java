package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Backend;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long an answer takes at half load, and how much of it is the proxy's. */
final class LatencyRow implements Row {
    /** Kept connections, each with a thread of its own in this process. */
    static final int CONNECTIONS = 16;

    static final String ASKED = "asked/s of everybody";

    static final Duration SETTLE = Duration.ofMillis(300);

    private static final String P99 = "p99 us";
    private static final String ADDED = "added p99 us";

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String about() {
        return Backend.SMALL
                + " bytes of JSON at an even rate, half of what the slowest proxy or the client can do, on "
                + CONNECTIONS + " kept connections";
    }

    @Override
    public int rounds(Plan plan) {
        return plan.partRounds();
    }

    /** Who takes less time adds less: the same is taken off both, and what is left is too small to be compared. */
    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(P99, 1, Kind.NGINX));
    }

    @Override
    public Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        Map<Kind, Target> targets = new EnumMap<>(Kind.class);
        for (Contestant one : arena.field(arena.plain()).contestants()) {
            targets.put(one.kind(), target(one.port()));
        }
        targets.put(Kind.DIRECT, target(arena.backend().port()));
        double rate = arena.half(List.copyOf(targets.values()));
        return round -> measure(targets, rate, arena.plan().measure());
    }

    private static List<Figure> measure(Map<Kind, Target> targets, double rate, Duration time)
            throws WrongAnswers, InterruptedException {
        Map<Kind, Latencies> all = new EnumMap<>(Kind.class);
        for (Map.Entry<Kind, Target> one : targets.entrySet()) {
            all.put(one.getKey(), PacedLoad.run(one.getValue(), CONNECTIONS, rate, SETTLE, time));
        }
        List<Figure> figures = new ArrayList<>(List.of(new Figure(ASKED, Kind.TEAL, rate)));
        all.forEach((kind, latencies) -> {
            figures.add(new Figure("p50 us", kind, latencies.micros(0.5)));
            figures.add(new Figure(P99, kind, latencies.micros(0.99)));
            figures.add(new Figure("answered/s", kind, latencies.count() * 1e9 / time.toNanos()));
        });
        Latencies direct = all.remove(Kind.DIRECT);
        if (direct != null) {
            all.forEach((kind, latencies) ->
                    figures.add(new Figure(ADDED, kind, latencies.micros(0.99) - direct.micros(0.99))));
        }
        return figures;
    }

    private static Target target(int port) {
        return Target.of(port, List.of(Backend.request(Backend.SMALL)));
    }
}
