package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Cpu;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.WrongAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Streamed answers from the cache, as fast as it goes. */
final class CachedCpuRow implements Row {
    private static final String CPU = "CPU us/answer";

    @Override
    public String name() {
        return "cached-cpu";
    }

    @Override
    public String about() {
        return "100 questions in turn (POST /chat/kb_chat, streamed), answered from the cache, " + Arena.CONNECTIONS
                + " kept connections, as fast as it goes";
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(CPU, 0.5, Kind.NGINX));
    }

    @Override
    public Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        Map<Contestant, Target> targets = arena.questions().targets();
        return round -> {
            List<Figure> figures = new ArrayList<>();
            for (Map.Entry<Contestant, Target> one : targets.entrySet()) {
                Cpu cpu = Cpu.measure(
                        arena.wrk(),
                        one.getKey(),
                        one.getValue(),
                        Arena.CONNECTIONS,
                        Arena.SETTLE,
                        arena.plan().measure());
                figures.add(new Figure(CPU, cpu.kind(), cpu.perRequest()));
                figures.add(new Figure("answers/s", cpu.kind(), cpu.perSecond()));
                figures.add(new Figure("core busy %", cpu.kind(), cpu.busy()));
            }
            return figures;
        };
    }
}
