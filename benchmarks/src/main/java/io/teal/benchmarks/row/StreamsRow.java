package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.streams.OpenFiles;
import io.teal.benchmarks.streams.StreamBackend;
import io.teal.benchmarks.streams.StreamRun;
import io.teal.benchmarks.tool.WrongAnswers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What it costs to pass on many event streams that are open at once. */
final class StreamsRow implements Row {
    private static final String CPU = "CPU us/event";
    private static final String P99 = "delay p99 us";
    private static final String ADDED = "added delay p99 us";
    private static final String MEMORY = "KiB/stream";

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public String about() {
        return "open event streams with one event of about 150 bytes a second each";
    }

    @Override
    public int rounds(Plan plan) {
        return plan.partRounds();
    }

    @Override
    public List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (Kind teal : List.of(Kind.TEAL, Kind.TEAL_READ)) {
            goals.add(Goal.atMost(CPU, 1, Kind.NGINX).forKind(teal));
            goals.add(Goal.atMost(ADDED, 1000).forKind(teal));
            goals.add(Goal.atMost(MEMORY, 32).forKind(teal));
        }
        return goals;
    }

    @Override
    public Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        StreamRun.Plan wanted = arena.plan().streams();
        int streams = OpenFiles.streams(wanted.streams());
        StreamRun.Plan plan = wanted.withStreams(streams);
        StreamBackend backend = arena.owned(StreamBackend.start());
        Setup setup = Setup.of(streams + " streams", backend.servers())
                .withStreams(streams)
                .with(Set.of(Kind.TEAL, Kind.TEAL_READ, Kind.NGINX));
        Map<Kind, StreamRun> runs = new EnumMap<>(Kind.class);
        for (Contestant one : arena.start(setup).contestants()) {
            runs.put(one.kind(), StreamRun.prepare(plan, backend, one));
        }
        runs.put(Kind.DIRECT, StreamRun.prepare(plan, backend, null));
        return round -> measure(runs, streams);
    }

    private static List<Figure> measure(Map<Kind, StreamRun> runs, int streams)
            throws WrongAnswers, InterruptedException {
        Map<Kind, StreamRun.Seen> all = new EnumMap<>(Kind.class);
        for (Map.Entry<Kind, StreamRun> one : runs.entrySet()) {
            all.put(one.getKey(), one.getValue().measure());
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("streams of everybody", Kind.TEAL, streams));
        all.forEach((kind, seen) -> {
            figures.add(new Figure("events/s", kind, seen.perSecond()));
            figures.add(new Figure("delay p50 us", kind, seen.p50Micros()));
            figures.add(new Figure(P99, kind, seen.p99Micros()));
        });
        StreamRun.Seen direct = all.remove(Kind.DIRECT);
        long alone = direct == null ? 0 : direct.p99Micros();
        all.forEach((kind, seen) -> {
            figures.add(new Figure(ADDED, kind, seen.p99Micros() - alone));
            figures.add(new Figure(CPU, kind, seen.cpuMicros()));
            figures.add(new Figure("waited us/event", kind, seen.waitedMicros()));
            figures.add(new Figure(MEMORY, kind, seen.bytes() / 1024));
        });
        return figures;
    }
}
