package io.teal.benchmarks.race;

import io.teal.benchmarks.contest.Backend;
import io.teal.benchmarks.contest.Contestant;
import io.teal.benchmarks.contest.Field;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Programs;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Cores;
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

/** What rows share: the machine, the tools, the servers, and the fields that are running. Closing it ends them all. */
final class Arena implements AutoCloseable {
    /** Servers of the usual upstream. */
    static final int SERVERS = 3;
    /** Kept connections of the usual load. */
    static final int CONNECTIONS = 64;

    private final Programs programs;
    private final Cores cores;
    private final Plan plan;
    private final Consumer<String> log;
    private final Wrk wrk;
    private final Backend backend;
    private final Map<Setup, Field> fields = new LinkedHashMap<>();
    private final List<AutoCloseable> others = new ArrayList<>();

    private Arena(Programs programs, Cores cores, Plan plan, Consumer<String> log, Backend backend) {
        this.programs = programs;
        this.cores = cores;
        this.plan = plan;
        this.log = log;
        this.wrk = new Wrk(programs.wrk(), cores);
        this.backend = backend;
    }

    static Arena open(Programs programs, Cores cores, Plan plan, Consumer<String> log)
            throws ProxyFailure, InterruptedException {
        return new Arena(programs, cores, plan, log, Backend.start(programs, cores, "blue", SERVERS));
    }

    Programs programs() {
        return programs;
    }

    Cores cores() {
        return cores;
    }

    Plan plan() {
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
        return Setup.plain(backend.servers());
    }

    /** Those of a setup, started and warmed up when they are not running yet. */
    Field field(Setup setup, List<Request> requests, String head)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        Field running = fields.get(setup);
        if (running != null) {
            return running;
        }
        log.accept("  starting and warming up: " + setup.name());
        Field field = Field.start(setup, programs, cores);
        fields.put(setup, field);
        for (Contestant one : field.contestants()) {
            Duration time = one.kind() == Kind.TEAL ? plan.warm() : plan.warmOthers();
            WrkResult unused = wrk.run(new Target(one.port(), requests, head), CONNECTIONS, time);
        }
        return field;
    }

    /** The same, warmed up with short answers. */
    Field field(Setup setup) throws WrongAnswers, ProxyFailure, InterruptedException {
        return field(setup, List.of(Backend.request(Backend.SMALL)), "");
    }

    /** What is to be closed when the row is over. */
    <T extends AutoCloseable> T owned(T something) {
        others.add(something);
        return something;
    }

    /** Ends what was for one row only: all but the plain field, which most rows use. */
    void endOfRow() {
        fields.entrySet().removeIf(entry -> {
            boolean special = !entry.getKey().equals(plain());
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
