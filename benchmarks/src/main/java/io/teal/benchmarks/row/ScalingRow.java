package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Cpu;
import io.teal.benchmarks.contest.Field;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.WrongAnswers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How the processor time of a request grows with something.
 *
 * @param name how it is chosen
 * @param growing what grows, for people
 * @param most how many times the first case the last one of Teal's may take; 0 for any
 * @param cases from the least to the most
 */
record ScalingRow(String name, String growing, double most, Cases cases) implements Row {
    private static final String GROWTH = "last / first";

    /** Says what is compared, once the servers are there. */
    @FunctionalInterface
    interface Cases {
        List<ScalingCase> of(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException;
    }

    /** One of them, ready to be measured. */
    private record Ready(ScalingCase what, Field field) {
        Target target(Contestant one) {
            return Target.of(one.port(), what.requests());
        }
    }

    @Override
    public String about() {
        return "CPU time of a request as fast as it goes, by " + growing;
    }

    @Override
    public int rounds(Plan plan) {
        return plan.partRounds();
    }

    @Override
    public List<Goal> goals() {
        return most > 0 ? List.of(Goal.atMost(GROWTH, most)) : List.of();
    }

    @Override
    public Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        List<Ready> all = new ArrayList<>();
        for (ScalingCase one : chosen(cases.of(arena), arena.plan().quick())) {
            boolean fresh = !arena.runs(one.setup());
            Field field = arena.field(one.setup(), one.requests());
            all.add(new Ready(one, field));
            if (!one.warmedBy(fresh)) {
                for (Contestant contestant : field.contestants()) {
                    Target target = Target.of(contestant.port(), one.requests());
                    arena.warm(
                            contestant,
                            target,
                            one.connections(),
                            one.time(arena.plan().warmOthers()));
                }
            }
        }
        return round -> measure(arena, all);
    }

    private static List<Figure> measure(Arena arena, List<Ready> all)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        Map<Kind, List<Double>> costs = new EnumMap<>(Kind.class);
        for (Ready one : all) {
            for (Contestant contestant : one.field().contestants()) {
                Cpu cpu = Cpu.measure(
                        arena.wrk(),
                        contestant,
                        one.target(contestant),
                        one.what().connections(),
                        one.what().settle(),
                        one.what().time(arena.plan().part()));
                figures.add(new Figure("CPU us, " + one.what().label(), cpu.kind(), cpu.perRequest()));
                costs.computeIfAbsent(cpu.kind(), kind -> new ArrayList<>()).add(cpu.perRequest());
            }
        }
        costs.forEach((kind, list) -> figures.add(new Figure(GROWTH, kind, list.getLast() / list.getFirst())));
        return figures;
    }

    private static List<ScalingCase> chosen(List<ScalingCase> all, boolean ends) {
        return ends ? List.of(all.getFirst(), all.getLast()) : all;
    }
}
