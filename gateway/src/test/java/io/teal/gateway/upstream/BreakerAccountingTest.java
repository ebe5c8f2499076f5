package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.Lease.Verdict;
import io.teal.gateway.upstream.Lease.Work;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** No permission of a breaker is lost or won, whatever happens in whatever order. */
class BreakerAccountingTest {
    private static final int TRIALS = 3;
    private static final List<Verdict> VERDICTS = List.of(Verdict.values());
    private static final List<Work> WORKS = List.of(Work.values());
    private static final Duration OPEN = Duration.ofSeconds(5);
    private static final Upstream.Breaker SETTINGS =
            new Upstream.Breaker(50, 90, Duration.ofSeconds(2), 8, 4, OPEN, TRIALS, null);

    @Property(tries = 300)
    void permissionsAreNeitherLostNorWon(@ForAll Random random) {
        ManualLoop clock = new ManualLoop();
        Upstreams upstreams = new Upstreams(clock.vertx(), clock, new EventLog(InstantSource.system()));
        upstreams.apply(Pools.routing(upstream(random)));
        UpstreamGroup group = upstreams.group("chat", "blue");
        List<Request> requests = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            boolean admitted = group.admits();
            boolean free = status(group).stream().anyMatch(one -> one.leases() == 0);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    Request request = Request.to(group, clock, random.nextLong());
                    requests.add(request);
                    assertThat(refused(request)).as("as announced").isEqualTo(!admitted);
                    assertThat(!admitted || !free || request.granted())
                            .as("a free place")
                            .isTrue();
                }
                case 3, 4, 5 -> end(requests, random);
                case 6 -> leave(requests, random);
                default -> {
                    clock.advance(random.nextInt(3_000));
                    if (random.nextInt(4) == 0) {
                        upstreams.apply(Pools.routing(upstream(random)));
                    }
                }
            }
            if (random.nextBoolean()) {
                clock.run();
            }
            BreakerStatus breaker = group.breaker();
            assertThat(breaker.retryAfter().isZero()).isEqualTo(group.admits());
            assertThat(trialsRunning(group, requests)).isLessThanOrEqualTo(TRIALS);
        }
        // Nobody waits and every lease has ended: what was taken must be there again.
        for (Request request : requests) {
            if (request.waits()) {
                request.leave();
            }
        }
        clock.run();
        requests.stream().filter(Request::holds).forEach(request -> request.ends(Verdict.IGNORED));
        clock.run();
        clock.advance(OPEN.toMillis());

        assertThat(group.admits()).isTrue();
        assertThatAllTrialsAreThere(group, clock);
        assertThat(requests).allSatisfy(one -> assertThat(one.answers()).isLessThanOrEqualTo(1));
    }

    @Test
    void permissionsComeBackFromFourThreads() throws Exception {
        ManualLoop loop = new ManualLoop();
        Upstreams upstreams = new Upstreams(loop.vertx(), loop, new EventLog(InstantSource.system()));
        upstreams.apply(Pools.routing(upstream(new Random(1))));
        UpstreamGroup group = upstreams.group("chat", "blue");
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(thread);
            boolean clock = thread == 0;
            work.add(() -> {
                List<Request> mine = new ArrayList<>();
                int refused = 0;
                for (int step = 0; step < 3_000; step++) {
                    Request request = Request.to(group, loop, random.nextLong());
                    mine.add(request);
                    refused += refused(request) ? 1 : 0;
                    end(mine, random);
                    leave(mine, random);
                    if (clock && step % 20 == 0) {
                        loop.advance(1_000);
                    }
                    if (clock && step % 100 == 0) {
                        upstreams.apply(Pools.routing(upstream(random)));
                    }
                    loop.run();
                }
                for (Request request : mine) {
                    if (request.waits()) {
                        request.leave();
                    }
                }
                loop.run();
                mine.stream().filter(Request::holds).forEach(request -> request.ends(Verdict.IGNORED));
                assertThat(mine).allSatisfy(one -> assertThat(one.answers()).isLessThanOrEqualTo(1));
                return refused;
            });
        }

        int refused = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Integer> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                refused += done.get();
            }
        }
        loop.run();
        loop.advance(OPEN.toMillis());

        assertThat(refused).as("it was open at times").isPositive();
        assertThat(status(group)).allSatisfy(one -> {
            assertThat(one.leases()).isZero();
            assertThat(one.queued()).isZero();
        });
        assertThat(group.admits()).isTrue();
        assertThatAllTrialsAreThere(group, loop);
    }

    /** Of a breaker that admits while nobody holds a lease. */
    private static void assertThatAllTrialsAreThere(UpstreamGroup group, ManualLoop loop) {
        if (!halfOpen(group)) {
            trip(group, loop);
            loop.advance(OPEN.toMillis());
        }
        // From here on it is half open in fact, and not only because its time is over.
        Request.to(group, loop).ends(Verdict.IGNORED);
        int judged = group.breaker().calls();
        assertThat(trialsLeft(group, loop)).isEqualTo(TRIALS - judged);
        assertThat(trialsLeft(group, loop)).as("all were given back").isEqualTo(TRIALS - judged);
    }

    /** Opens a closed breaker. */
    private static void trip(UpstreamGroup group, ManualLoop loop) {
        while (group.admits()) {
            Request.to(group, loop).fails();
        }
    }

    /** Takes every trial there is and gives them back. */
    private static int trialsLeft(UpstreamGroup group, ManualLoop loop) {
        List<Request> trials = new ArrayList<>();
        group.apply(Pools.with(SETTINGS, Pools.blue(Pools.server(1))));
        for (int i = 0; i < 2 * TRIALS && group.admits(); i++) {
            Request request = Request.to(group, loop);
            assertThat(request.granted()).isTrue();
            trials.add(request);
        }
        trials.forEach(request -> request.ends(Verdict.IGNORED));
        return trials.size();
    }

    private static boolean halfOpen(UpstreamGroup group) {
        return group.breaker().state() == BreakerStatus.State.HALF_OPEN;
    }

    /** Leases that were granted since it is half open; 0 in any other state. */
    private static long trialsRunning(UpstreamGroup group, List<Request> requests) {
        if (!halfOpen(group)) {
            return 0;
        }
        return requests.stream()
                .filter(Request::holds)
                .filter(one -> one.lease().period() == one.lease().breaker().period())
                .count();
    }

    private static boolean refused(Request request) {
        return request.answers() > 0 && !request.granted() && request.refusal().outcome() == Outcome.CIRCUIT_OPEN;
    }

    /** Ends one of those that have a lease, or once in a while one that had. */
    private static void end(List<Request> requests, Random random) {
        List<Request> some = requests.stream()
                .filter(request -> request.holds() || (request.granted() && random.nextInt(20) == 0))
                .toList();
        if (some.isEmpty()) {
            return;
        }
        Request one = any(some, random);
        if (random.nextInt(3) == 0) {
            one.lease().firstToken(random.nextInt(3_000) * 1_000_000L, random.nextInt(100_000));
        }
        one.ends(any(VERDICTS, random), any(WORKS, random));
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static void leave(List<Request> requests, Random random) {
        Request some = requests.isEmpty() ? null : requests.get(random.nextInt(requests.size()));
        if (some != null && some.waits()) {
            some.leave();
        }
    }

    private static List<ServerStatus> status(UpstreamGroup group) {
        List<ServerStatus> all = new ArrayList<>();
        group.status(all);
        return all;
    }

    /** Some servers that are never ejected, with limits and a line at random; the breaker is always the same. */
    private static Upstream upstream(Random random) {
        List<Server> servers = new ArrayList<>();
        for (int port = 1; port <= 3; port++) {
            if (port == 1 || random.nextBoolean()) {
                Server limited = Pools.limited(port, random.nextInt(1, 4));
                servers.add(new Server(
                        limited.address(),
                        1,
                        false,
                        false,
                        limited.maxConns(),
                        0,
                        limited.failTimeout(),
                        limited.slowStart()));
            }
        }
        Upstream.Queue queue = new Upstream.Queue(random.nextInt(5), Duration.ofSeconds(1 + random.nextInt(10)));
        return Pools.with(SETTINGS, Pools.with(queue, Upstream.of("blue", servers)));
    }
}
