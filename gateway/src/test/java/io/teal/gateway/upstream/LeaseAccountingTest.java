package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LeaseAccountingTest {
    private static final int SERVERS = 4;
    private static final List<Lease.Verdict> VERDICTS =
            List.of(Lease.Verdict.SUCCESS, Lease.Verdict.FAILURE, Lease.Verdict.IGNORED);

    private final ManualLoop loop = new ManualLoop();

    @Test
    void aLeaseEndsOnce() {
        UpstreamGroup group = Pools.group(loop, Pools.blue(Pools.server(1)));
        Request request = Request.to(group, loop);

        request.fails();
        request.succeeds();
        request.lease().end(Lease.Verdict.IGNORED);

        ServerStatus status = status(group);
        assertThat(status.leases()).isZero();
        assertThat(status.failures()).isEqualTo(1);
        assertThat(status.requests()).isEqualTo(1);
    }

    @Test
    void theOldestLeaseIsKnownWhicheverEnds() {
        UpstreamGroup group = Pools.group(loop, Pools.blue(Pools.server(1)));
        Request[] requests = new Request[4];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = Request.to(group, loop);
            loop.advance(1_000);
        }

        requests[1].succeeds();
        assertThat(status(group).oldestLease()).isEqualTo(Duration.ofSeconds(4));
        requests[0].succeeds();
        assertThat(status(group).oldestLease()).isEqualTo(Duration.ofSeconds(2));
        requests[3].succeeds();
        requests[2].succeeds();
        assertThat(status(group).oldestLease()).isZero();
    }

    /** Against a plain count of what was granted and not ended, through any order of events and revisions. */
    @Property(tries = 300)
    void leasesAreExact(@ForAll Random random) {
        ManualLoop clock = new ManualLoop();
        Upstreams upstreams = new Upstreams(clock.vertx(), clock, new EventLog(InstantSource.system()));
        upstreams.apply(any(random));
        List<Request> requests = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            UpstreamGroup group = upstreams.group("chat", "blue");
            int event = random.nextInt(8);
            if (event < 3) {
                requests.add(Request.to(group, clock, random.nextLong()));
            } else if (event < 5) {
                any(requests, random).filter(Request::granted).ifPresent(one -> one.ends(verdict(random)));
            } else if (event < 6) {
                any(requests, random).filter(Request::waits).ifPresent(Request::leave);
            } else if (event < 7) {
                clock.advance(random.nextInt(5_000));
            } else {
                upstreams.apply(any(random));
            }
            if (random.nextBoolean()) {
                clock.run();
                assertThat(upstreams.status())
                        .allSatisfy(status -> assertThat(status.leases()).isEqualTo(held(requests, status.key())));
            }
        }
        while (requests.stream().anyMatch(Request::holds)) {
            requests.stream().filter(Request::holds).forEach(Request::succeeds);
            clock.run();
        }

        assertThat(requests).allSatisfy(request -> assertThat(request.answers()).isLessThanOrEqualTo(1));
        assertThat(upstreams.status()).allSatisfy(status -> {
            assertThat(status.leases()).isZero();
            assertThat(status.queued()).isZero();
            assertThat(status.oldestLease()).isZero();
        });
    }

    @Test
    void leasesComeBackFromFourThreads() throws Exception {
        Upstreams upstreams = new Upstreams(loop.vertx(), loop, new EventLog(InstantSource.system()));
        upstreams.apply(any(new Random(1)));
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(thread);
            boolean operator = thread == 0;
            work.add(() -> {
                List<Request> mine = new ArrayList<>();
                for (int step = 0; step < 3_000; step++) {
                    UpstreamGroup group = upstreams.group("chat", "blue");
                    mine.add(Request.to(group, loop, random.nextLong()));
                    Request some = mine.get(random.nextInt(mine.size()));
                    if (some.granted()) {
                        some.ends(verdict(random));
                    } else if (some.waits() && random.nextInt(3) == 0) {
                        some.leave();
                    }
                    if (operator && step % 50 == 0) {
                        upstreams.apply(any(random));
                    }
                    assertThat(upstreams.status())
                            .allSatisfy(status -> assertThat(status.leases()).isNotNegative());
                    loop.run();
                }
                for (Request request : mine) {
                    if (request.waits()) {
                        request.leave();
                    }
                }
                loop.run();
                mine.stream().filter(Request::granted).forEach(Request::succeeds);
                assertThat(mine)
                        .allSatisfy(request -> assertThat(request.answers()).isLessThanOrEqualTo(1));
                return null;
            });
        }

        inParallel(work);
        loop.run();

        assertThat(upstreams.status()).isNotEmpty().allSatisfy(status -> {
            assertThat(status.leases()).isZero();
            assertThat(status.queued()).isZero();
        });
        assertThat(loop.timers()).isLessThanOrEqualTo(1);
    }

    @Test
    void maxConnsIsHardUnderEightThreads() throws Exception {
        UpstreamGroup group = Pools.group(
                loop,
                Pools.with(
                        new Upstream.Queue(16_000, Duration.ofSeconds(30)),
                        Pools.blue(Pools.limited(1, 3), Pools.limited(2, 2))));
        Map<Integer, AtomicInteger> held = new HashMap<>(Map.of(1, new AtomicInteger(), 2, new AtomicInteger()));
        AtomicInteger tooMany = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            work.add(() -> {
                for (int step = 0; step < 2_000; step++) {
                    Places.Ticket ticket = group.acquire(loop.context(), 0, List.of(), new Places.Asker() {
                        @Override
                        public void granted(Lease lease) {
                            int port = lease.key().address().port();
                            if (held.get(port).incrementAndGet() > (port == 1 ? 3 : 2)) {
                                tooMany.incrementAndGet();
                            }
                            Thread.onSpinWait();
                            held.get(port).decrementAndGet();
                            served.incrementAndGet();
                            lease.end(Lease.Verdict.SUCCESS);
                        }

                        @Override
                        public void refused(Places.Refusal refusal) {
                            tooMany.incrementAndGet();
                        }
                    });
                    if (ticket != null) {
                        loop.run();
                    }
                }
                return null;
            });
        }

        inParallel(work);
        loop.run();

        assertThat(tooMany).hasValue(0);
        assertThat(served).hasValue(16_000);
        assertThat(status(group).leases()).isZero();
    }

    private static void inParallel(List<Callable<Void>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                done.get();
            }
        }
    }

    /** A routing with some of the servers, their limits and queue at random. */
    private static Routing any(Random random) {
        List<Server> servers = new ArrayList<>();
        for (int port = 1; port <= SERVERS; port++) {
            if (port == 1 || random.nextBoolean()) {
                servers.add(Pools.limited(port, random.nextInt(1, 4)));
            }
        }
        Upstream.Queue queue = new Upstream.Queue(random.nextInt(5), Duration.ofSeconds(1 + random.nextInt(10)));
        return Pools.routing(Pools.with(queue, Upstream.of("blue", servers)));
    }

    private static Optional<Request> any(List<Request> requests, Random random) {
        return requests.isEmpty() ? Optional.empty() : Optional.of(requests.get(random.nextInt(requests.size())));
    }

    private static Lease.Verdict verdict(Random random) {
        return VERDICTS.get(random.nextInt(VERDICTS.size()));
    }

    private static int held(List<Request> requests, ServerKey key) {
        return (int) requests.stream()
                .filter(request -> request.holds() && request.lease().key().equals(key))
                .count();
    }

    private static ServerStatus status(UpstreamGroup group) {
        List<ServerStatus> all = new ArrayList<>();
        group.status(all);
        return all.getFirst();
    }

    @Test
    void theLeaseNamesItsServer() {
        UpstreamGroup group = Pools.group(loop, Pools.blue(Pools.server(1)));

        ServerKey key = Request.to(group, loop).lease().key();

        assertThat(key).isEqualTo(Pools.key(1));
    }
}
