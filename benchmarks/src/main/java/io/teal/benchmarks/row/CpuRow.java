package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Backend;
import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Cpu;
import io.teal.benchmarks.contest.Field;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.WrongAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Small JSON over kept connections, as fast as it goes. */
final class CpuRow implements Row {
    private static final String CPU = "CPU us/request";
    private static final String RATE = "requests/s";
    private static final String BUSY = "core busy %";

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String about() {
        return Backend.SMALL + " bytes of JSON, " + Arena.CONNECTIONS + " kept connections, as fast as it goes";
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(CPU, 1, Kind.NGINX), Goal.atMost(CPU, 1, Kind.HAPROXY), Goal.atLeast(RATE, 1, Kind.NGINX));
    }

    @Override
    public Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        Field plain = arena.field(arena.plain());
        Setup usual = Setup.of("nginx as usually configured", arena.backend().servers())
                .with(Set.of(Kind.NGINX_USUAL));
        List<Contestant> all = new ArrayList<>(plain.contestants());
        all.addAll(arena.field(usual).contestants());
        return round -> {
            List<Figure> figures = new ArrayList<>();
            for (Contestant one : all) {
                Target target = Target.of(one.port(), List.of(Backend.request(Backend.SMALL)));
                Cpu cpu = Cpu.measure(
                        arena.wrk(),
                        one,
                        target,
                        Arena.CONNECTIONS,
                        Arena.SETTLE,
                        arena.plan().measure());
                figures.add(new Figure(CPU, one.kind(), cpu.perRequest()));
                figures.add(new Figure(RATE, one.kind(), cpu.perSecond()));
                figures.add(new Figure(BUSY, one.kind(), cpu.busy()));
            }
            return figures;
        };
    }
}
