package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Backend;
import io.teal.benchmarks.contest.ColourWatch;
import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.contest.Switcher;
import io.teal.benchmarks.figure.Figure;
import io.teal.benchmarks.figure.Goal;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.WrkResult;
import io.teal.benchmarks.tool.WrongAnswers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Switches between two colours under full load: nothing fails, and nobody gets the old colour once the call has returned. */
final class SwitchRow implements Row {
    /** Switches in a round. */
    private static final int SWITCHES = 10;

    private static final long BETWEEN_MILLIS = 100;
    private static final int WATCHERS = 8;
    /** Longer than all switches of a round take. */
    private static final Duration LOAD = Duration.ofSeconds(3);

    private static final String FAILED = "failed requests";
    private static final String OLD = "old colour after the call";

    @Override
    public String name() {
        return "switch";
    }

    @Override
    public String about() {
        return SWITCHES + " switches in a round through the admin API while " + Arena.CONNECTIONS
                + " kept connections ask as fast as it goes; " + WATCHERS + " more look at every colour";
    }

    @Override
    public int rounds(Plan plan) {
        return plan.partRounds();
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.never(FAILED), Goal.never(OLD));
    }

    @Override
    public Heat prepare(Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        Backend green = arena.owned(Backend.start(arena.programs(), arena.cores(), "green", Arena.SERVERS));
        Setup setup = Setup.of("two colours", arena.backend().servers())
                .withGreen(green.servers())
                .with(Set.of(Kind.TEAL));
        Contestant teal = arena.field(setup).get(Kind.TEAL);
        Switcher switcher = new Switcher(teal.adminPort());
        return round -> measure(arena, teal, switcher);
    }

    private static List<Figure> measure(Arena arena, Contestant teal, Switcher switcher)
            throws WrongAnswers, InterruptedException {
        ColourWatch watch = new ColourWatch(teal.port(), switcher.colour());
        try (ExecutorService threads = Executors.newFixedThreadPool(WATCHERS + 1)) {
            Target target = Target.of(teal.port(), List.of(Backend.request(Backend.SMALL)));
            Callable<WrkResult> load = () -> arena.wrk().run(target, Arena.CONNECTIONS, LOAD);
            Future<WrkResult> running = threads.submit(load);
            List<Future<?>> watchers = IntStream.range(0, WATCHERS)
                    .<Future<?>>mapToObj(i -> threads.submit(watch::look))
                    .toList();
            double slowest = 0;
            try {
                for (int i = 0; i < SWITCHES; i++) {
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
                    watch.either();
                    slowest = Math.max(slowest, switcher.change());
                    watch.only(switcher.colour());
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
            } finally {
                watch.end();
            }
            for (Future<?> one : watchers) {
                one.get();
            }
            WrkResult loaded = running.get();
            return List.of(
                    new Figure(FAILED, Kind.TEAL, watch.failed()),
                    new Figure(OLD, Kind.TEAL, watch.old()),
                    new Figure("requests looked at", Kind.TEAL, watch.seen()),
                    new Figure("requests of the load", Kind.TEAL, loaded.requests()),
                    new Figure("slowest switch ms", Kind.TEAL, slowest));
        } catch (ExecutionException e) {
            throw new WrongAnswers("under load: " + e.getCause(), e);
        }
    }
}
