package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Backend;
import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Programs;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.load.Reply;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Cores;
import io.teal.benchmarks.tool.KeptConnection;
import io.teal.benchmarks.tool.Request;
import io.teal.benchmarks.tool.WrongAnswers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** From the start of the process to the first request that it has answered. */
final class StartRow implements Row {
    private static final String ONE = "start s, one core";
    private static final String TWO = "start s, two cores";
    private static final long LONGEST_SECONDS = 30;
    private static final long PAUSE_NANOS = 1_000_000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "from the start of the process to its first answer, on one core and on two";
    }

    @Override
    public int rounds(Plan plan) {
        return plan.partRounds();
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(TWO, 1));
    }

    @Override
    public Heat prepare(Arena arena) {
        Setup setup = Setup.of("start", arena.backend().servers());
        return round -> {
            List<Figure> figures = new ArrayList<>();
            for (Kind kind : List.of(Kind.TEAL, Kind.NGINX, Kind.HAPROXY)) {
                figures.add(new Figure(ONE, kind, start(kind, setup, arena.programs(), arena.cores())));
                figures.add(new Figure(
                        TWO,
                        kind,
                        start(kind, setup, arena.programs(), arena.cores().withTwo())));
            }
            return figures;
        };
    }

    /** How many seconds it takes. */
    private static double start(Kind kind, Setup setup, Programs programs, Cores cores)
            throws WrongAnswers, ProxyFailure {
        try (Contestant one = Contestant.start(kind, setup, programs, cores)) {
            awaitAnswer(one);
            return (System.nanoTime() - one.startedNanos()) / 1e9;
        }
    }

    private static void awaitAnswer(Contestant one) throws WrongAnswers {
        Request request = Backend.request(Backend.SMALL);
        while (!answers(one.port(), request)) {
            if (System.nanoTime() - one.startedNanos() > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
                throw new WrongAnswers(one.kind().title() + " does not answer");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean answers(int port, Request request) {
        try (KeptConnection connection = KeptConnection.open(port)) {
            Reply reply = connection.exchange(request.bytes(port));
            return reply.status() == 200 && KeptConnection.length(reply) == request.length();
        } catch (IOException e) {
            return false;
        }
    }
}
