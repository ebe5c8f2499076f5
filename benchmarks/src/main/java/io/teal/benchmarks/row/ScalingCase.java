package io.teal.benchmarks.row;

import io.teal.benchmarks.contest.Backend;
import io.teal.benchmarks.contest.Kind;
import io.teal.benchmarks.contest.Setup;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One case of a {@link ScalingRow}. */
record ScalingCase(String label, Setup setup, int connections, List<Request> requests) {
    /** How many of many routes are asked, evenly apart. */
    private static final int ASKED = 100;

    private static final List<Request> SMALL = List.of(Backend.request(Backend.SMALL));
    private static final int SERVERS = 300;
    private static final int MANY = 1000;
    private static final Duration SETTLE_MANY = Duration.ofSeconds(2);

    /** How long its connections may take: thousands are not made at once. */
    Duration settle() {
        return connections >= MANY ? SETTLE_MANY : Arena.SETTLE;
    }

    /** How long there is load on it, for it to be measured about as long as usual. */
    Duration time(Duration usual) {
        return connections >= MANY ? usual.plus(SETTLE_MANY) : usual;
    }

    /** Whether it is like what the field was warmed up with when it was started, just now or before. */
    boolean warmedBy(boolean justNow) {
        return connections == Arena.CONNECTIONS && (justNow || requests.equals(SMALL));
    }

    /** By the number of connections. */
    static List<ScalingCase> connections(Arena arena) {
        return List.of(connections(arena, 64), connections(arena, 512), connections(arena, 4096));
    }

    /** By the length of the answer. */
    static List<ScalingCase> bodies(Arena arena) {
        return List.of(
                body(arena, "0.1 KiB", Backend.SMALL),
                body(arena, "1 KiB", 1024),
                body(arena, "16 KiB", 16 * 1024),
                body(arena, "256 KiB", 256 * 1024));
    }

    /** By the number of routes. */
    static List<ScalingCase> routes(Arena arena) {
        return List.of(routes(arena, 10), routes(arena, 10_000));
    }

    /** By the number of servers of the upstream. */
    static List<ScalingCase> servers(Arena arena) throws ProxyFailure, InterruptedException {
        Backend many = arena.owned(Backend.start(arena.programs(), arena.cores(), "blue", SERVERS));
        Setup setup = Setup.of(SERVERS + " servers", many.servers());
        return List.of(
                new ScalingCase(Arena.SERVERS + " servers", arena.plain(), Arena.CONNECTIONS, SMALL),
                new ScalingCase(SERVERS + " servers", setup, Arena.CONNECTIONS, SMALL));
    }

    private static ScalingCase connections(Arena arena, int count) {
        return new ScalingCase(count + " connections", arena.plain(), count, SMALL);
    }

    private static ScalingCase body(Arena arena, String label, int size) {
        return new ScalingCase(label, arena.plain(), Arena.CONNECTIONS, List.of(Backend.request(size)));
    }

    private static ScalingCase routes(Arena arena, int count) {
        List<Request> requests = new ArrayList<>();
        int asked = Math.min(count, ASKED);
        for (int i = 0; i < asked; i++) {
            requests.add(Request.get("/r" + (long) i * count / asked + "/small", Backend.SMALL));
        }
        Setup all = Setup.of(count + " routes", arena.backend().servers()).withRoutes(count);
        // The goal is of Teal alone.
        Setup setup = arena.plan().quick() ? all.with(Set.of(Kind.TEAL)) : all;
        return new ScalingCase(count + " routes", setup, Arena.CONNECTIONS, requests);
    }
}
