package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Backend;
import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Field;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Programs;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Cores;
import io.teal.benchmarks.tool.PacedLoad;
import io.teal.benchmarks.tool.Request;
import io.teal.benchmarks.tool.Target;
import io.teal.benchmarks.tool.Wrk;
import io.teal.benchmarks.tool.WrkResult;
import io.teal.benchmarks.tool.WrongAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What rows share: the machine, the tools, the servers, and the fields that are running. Closing it ends them all. */
public final class Arena implements AutoCloseable {
    /** Servers of the usual upstream. */
    static final int SERVERS = 3;
    /** Kept connections of the usual load. */
    static final int CONNECTIONS = 64;
    /** How long these may take to be made before a measurement begins. */
    static final Duration SETTLE = Duration.ofMillis(200);

    private static final int WARM_PERCENT = 60;
    private static final int WARM_TRIES = 2;

    private final Programs programs;
    private final Cores cores;
    private final Plan plan;
    private final Consumer<String> log;
    private final Wrk wrk;
    private final Backend backend;
    private final Map<Setup, Field> fields = new LinkedHashMap<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private @Nullable Questions questions;

    private Arena(Programs programs, Cores cores, Plan plan, Consumer<String> log, Backend backend) {
        this.programs = programs;
        this.cores = cores;
        this.plan = plan;
        this.log = log;
        this.wrk = new Wrk(programs.wrk(), cores);
        this.backend = backend;
    }

    /** Starts the servers and returns when they listen. */
    public static Arena open(Programs programs, Cores cores, Plan plan, Consumer<String> log)
            throws ProxyFailure, InterruptedException {
        return new Arena(programs, cores, plan, log, Backend.start(programs, cores, "blue", SERVERS));
    }

    Programs programs() {
        return programs;
    }

    /** Where everybody runs. */
    public Cores cores() {
        return cores;
    }

    /** How long everything takes. */
    public Plan plan() {
        return plan;
    }

    Wrk wrk() {
        return wrk;
    }

    /** The server that answers with a known number of bytes. */
    Backend backend() {
        return backend;
    }

    /** Everybody in front of the usual servers. */
    Setup plain() {
        return Setup.of("plain", backend.servers()).forSeveral();
    }

    /** The same, warmed up with short answers. */
    Field field(Setup setup) throws WrongAnswers, ProxyFailure, InterruptedException {
        return field(setup, List.of(Backend.request(Backend.SMALL)));
    }

    /** Those of a setup, started and warmed up with these requests when they are not running yet. */
    Field field(Setup setup, List<Request> requests) throws WrongAnswers, ProxyFailure, InterruptedException {
        Field running = fields.get(setup);
        if (running != null) {
            return running;
        }
        Field field = start(setup);
        for (Contestant one : field.contestants()) {
            warm(one, Target.of(one.port(), requests), setup.kept());
        }
        return field;
    }

    /** Whether those of a setup are running. */
    boolean runs(Setup setup) {
        return fields.containsKey(setup);
    }

    /** Starts a field; it is ended with the row unless it is kept. */
    Field start(Setup setup) throws ProxyFailure, InterruptedException {
        log.accept("  starting and warming up: " + setup.name());
        Field field = Field.start(setup, programs, cores);
        fields.put(setup, field);
        return field;
    }

    /**
     * Gives one as much load as it needs before it is measured. Teal has to have had most of the time on its core: on a
     * busy machine it gets the load again, if there is time.
     *
     * @param kept whether it is for more than one row
     */
    void warm(Contestant one, Target target, boolean kept) throws WrongAnswers, ProxyFailure, InterruptedException {
        if (one.kind() != Kind.TEAL) {
            warm(one, target, CONNECTIONS, plan.warmOthers());
            return;
        }
        Duration time = kept ? plan.warm() : plan.warmMore();
        long enough = one.cpuMicros() + time.toMillis() * 1000 * WARM_PERCENT / 100;
        int tries = plan.quick() ? 1 : WARM_TRIES;
        for (int i = 0; i < tries && one.cpuMicros() < enough; i++) {
            warm(one, target, CONNECTIONS, time);
        }
    }

    /** The same with so much. */
    void warm(Contestant one, Target target, int connections, Duration time)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        try {
            WrkResult unused = wrk.run(target, connections, time);
            one.awaitIdle();
        } catch (WrongAnswers e) {
            String what = target.requests().getFirst().path() + " on " + connections + " connections";
            throw new WrongAnswers(one.kind().title() + ", " + what + ": " + e.getMessage(), e);
        }
    }

    /** Questions that are answered from the caches; started at first use and kept. */
    Questions questions() throws WrongAnswers, ProxyFailure, InterruptedException {
        Questions running = questions;
        if (running == null) {
            running = Questions.ask(this);
            questions = running;
        }
        return running;
    }

    /**
     * How many requests a second everybody gets for the latency: half of the fewest that the client of the latency gets answered.
     * That is half of what it can do itself where the proxies can do more. It has code to compile as well, and does so here.
     */
    double half(Iterable<Target> targets) throws WrongAnswers, InterruptedException {
        double lowest = Double.MAX_VALUE;
        for (Target target : targets) {
            lowest = Math.min(lowest, PacedLoad.most(target, LatencyRow.CONNECTIONS, plan.part()));
        }
        return lowest / 2;
    }

    /** What is to be closed when the row is over. */
    <T extends AutoCloseable> T owned(T something) {
        others.add(something);
        return something;
    }

    /** Ends what was for one row only. */
    public void endOfRow() {
        fields.entrySet().removeIf(entry -> {
            boolean special = !entry.getKey().kept();
            if (special) {
                entry.getValue().close();
            }
            return special;
        });
        for (AutoCloseable other : others.reversed()) {
            close(other);
        }
        others.clear();
    }

    @Override
    public void close() {
        endOfRow();
        fields.values().forEach(Field::close);
        fields.clear();
        if (questions != null) {
            questions.close();
        }
        backend.close();
    }

    private void close(AutoCloseable something) {
        try {
            something.close();
        } catch (Exception e) {
            log.accept("cannot be closed: " + e);
        }
    }
}
