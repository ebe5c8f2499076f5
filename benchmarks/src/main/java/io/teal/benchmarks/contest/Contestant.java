package io.teal.benchmarks.contest;

import io.teal.benchmarks.proxy.Child;
import io.teal.benchmarks.proxy.Ports;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.proxy.Scratch;
import io.teal.benchmarks.tool.Cores;
import io.teal.benchmarks.tool.CpuTime;
import io.teal.benchmarks.tool.Memory;
import io.teal.benchmarks.tool.ThreadTimes;
import io.teal.benchmarks.tool.WrongAnswers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A proxy that takes part: a process of its own, alone on its core, with one worker. Closing it ends it. */
public final class Contestant implements AutoCloseable {
    /** Nobody keeps an access log; Teal's is of the level INFO. */
    private static final Map<String, String> NO_ACCESS_LOG = Map.of("TEAL_LOG_LEVEL", "WARN");

    private static final int IDLE_LOOKS = 50;
    private static final int IDLE_MILLIS = 100;

    private final Kind kind;
    private final Child child;
    private final int port;
    private final int adminPort;
    private final long startedNanos;

    private Contestant(Kind kind, Child child, int port, int adminPort, long startedNanos) {
        this.kind = kind;
        this.child = child;
        this.port = port;
        this.adminPort = adminPort;
        this.startedNanos = startedNanos;
    }

    /** Starts it and returns at once. */
    public static Contestant start(Kind kind, Setup setup, Programs programs, Cores cores) throws ProxyFailure {
        Scratch scratch = Scratch.inMemory("race");
        try {
            int port = Ports.free();
            int adminPort = Ports.free();
            List<String> command = command(kind, setup, programs, scratch, port, adminPort);
            long now = System.nanoTime();
            Child child = Child.start(scratch.path(), cores.forProxy(command), NO_ACCESS_LOG, scratch::close);
            return new Contestant(kind, child, port, adminPort, now);
        } catch (ProxyFailure | RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    /** Writes its configuration, and says how it is started. */
    static List<String> command(Kind kind, Setup setup, Programs programs, Scratch scratch, int port, int adminPort)
            throws ProxyFailure {
        String directory = scratch.path().toString();
        return switch (kind) {
            case TEAL, TEAL_READ -> {
                scratch.write("gateway.yaml", TealText.gateway(port, adminPort));
                scratch.write("routing.yaml", TealText.routing(setup, kind == Kind.TEAL_READ));
                yield List.of(programs.tree().resolve("teal").toString(), "run", "--conf", directory);
            }
            case NGINX -> {
                scratch.write("nginx.conf", NginxText.tuned(port, setup));
                yield List.of(programs.nginx(), "-p", directory, "-c", "nginx.conf");
            }
            case NGINX_USUAL -> {
                scratch.write("nginx.conf", NginxText.usual(port, setup));
                yield List.of(programs.nginx(), "-p", directory, "-c", "nginx.conf");
            }
            case HAPROXY -> {
                scratch.write("haproxy.cfg", HaproxyText.configuration(port, setup));
                scratch.write(HaproxyText.ROUTES, HaproxyText.routes(setup));
                yield List.of(programs.haproxy(), "-db", "-f", "haproxy.cfg");
            }
            case DIRECT -> throw new IllegalArgumentException("nothing to start");
        };
    }

    /**
     * Waits until it accepts connections.
     *
     * @throws ProxyFailure when it has ended or does not for long
     */
    public void await() throws ProxyFailure, InterruptedException {
        child.await(() -> Ports.listens(port));
    }

    public Kind kind() {
        return kind;
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Where the admin API listens, of one that has such. */
    public int adminPort() {
        return adminPort;
    }

    /** The value of {@link System#nanoTime} when it was started. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Waits until it has nothing more to do, connections to close say, but not for longer than a few seconds. */
    public void awaitIdle() throws WrongAnswers, InterruptedException {
        long before = cpuMicros();
        for (int i = 0; i < IDLE_LOOKS; i++) {
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
            long now = cpuMicros();
            if (now - before <= CpuTime.MICROS_PER_TICK) {
                return;
            }
            before = now;
        }
    }

    /** The processor time that it has used so far, in microseconds. */
    public long cpuMicros() throws WrongAnswers {
        return CpuTime.micros(child.handle());
    }

    /** What its threads have done so far. */
    public ThreadTimes threads() throws WrongAnswers {
        return ThreadTimes.of(child.handle());
    }

    /** The memory that it has, in bytes; one with a heap collects it first. */
    public long memory() throws WrongAnswers, InterruptedException {
        if (kind.isTeal()) {
            Memory.collect(child.handle());
        }
        return Memory.resident(child.handle());
    }

    @Override
    public void close() {
        child.close();
    }
}
