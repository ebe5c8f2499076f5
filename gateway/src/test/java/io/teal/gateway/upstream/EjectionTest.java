package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EjectionTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private final ManualLoop loop = new ManualLoop();

    @Test
    void failuresInsideTheWindowEject() {
        UpstreamGroup group = group(Pools.failing(1, 3, TEN), Pools.server(2));

        failTimes(group, 1, 3);

        ServerStatus status = status(group, 1);
        assertThat(status.state()).isEqualTo(ServerStatus.State.EJECTED);
        assertThat(status.reason()).isEqualTo("3 failures in 10s, the last: connect refused");
        assertThat(status.ejectedFor()).isEqualTo(TEN);
        assertThat(status.recentFailures()).isEqualTo(3);
        assertThat(status.failures()).isEqualTo(3);
    }

    @Test
    void failuresLeaveTheWindowOneByOne() {
        UpstreamGroup group = group(Pools.failing(1, 3, TEN), Pools.server(2));

        failTimes(group, 1, 1);
        loop.advance(6_000);
        failTimes(group, 1, 1);
        loop.advance(4_000);
        failTimes(group, 1, 1);
        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.UP);
        failTimes(group, 1, 1);

        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.EJECTED);
    }

    /** Against a list of all failure times, with a second server that is always there to take over. */
    @Property
    void slidingWindowIsExact(@ForAll @IntRange(min = 1, max = 5) int maxFails, @ForAll Random random) {
        ManualLoop clock = new ManualLoop();
        UpstreamGroup group = Pools.group(
                clock, Pools.blue(Pools.failing(1, maxFails, TEN), Pools.failing(2, 0, Duration.ofSeconds(1))));
        List<Long> failures = new ArrayList<>();
        for (int step = 0; step < 100; step++) {
            clock.advance(random.nextInt(6_000));
            Request request = onlyTo(group, clock, 1);
            if (random.nextInt(3) == 0) {
                request.succeeds();
                continue;
            }
            request.fails();
            long now = clock.getAsLong();
            failures.add(now);
            long recent =
                    failures.stream().filter(at -> now - at < TEN.toNanos()).count();
            boolean ejected = recent >= maxFails;
            assertThat(status(group, 1).state())
                    .isEqualTo(ejected ? ServerStatus.State.EJECTED : ServerStatus.State.UP);
            if (ejected) {
                clock.advance(TEN.toMillis());
                onlyTo(group, clock, 1).succeeds();
                failures.clear();
                assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.UP);
            }
        }
    }

    @Test
    void oneTrialDecidesHoweverLongItTakes() {
        UpstreamGroup group = group(Pools.failing(1, 1, TEN), Pools.failing(2, 0, TEN));
        failTimes(group, 1, 1);
        loop.advance(9_999);
        assertThat(onlyTwo(group)).isTrue();
        loop.advance(1);
        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.HALF_OPEN);
        assertThat(onlyTwo(group))
                .as("a trial that says nothing frees its place")
                .isFalse();

        Request trial = onlyTo(group, loop, 1);
        loop.advance(600_000);

        assertThat(onlyTwo(group)).isTrue();
        trial.succeeds();
        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.UP);
        assertThat(status(group, 1).recentFailures()).isZero();
    }

    @Test
    void aFailedTrialEjectsAgain() {
        UpstreamGroup group = group(Pools.failing(1, 3, TEN), Pools.failing(2, 0, TEN));
        failTimes(group, 1, 3);
        loop.advance(10_000);

        onlyTo(group, loop, 1).fails();

        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.EJECTED);
        assertThat(status(group, 1).reason()).isEqualTo("the trial failed: connect refused");
        assertThat(status(group, 1).ejectedFor()).isEqualTo(TEN);
    }

    @Test
    void aTrialWhoseClientLeftFreesItsPlace() {
        UpstreamGroup group = group(Pools.failing(1, 1, TEN), Pools.failing(2, 0, TEN));
        failTimes(group, 1, 1);
        loop.advance(10_000);

        onlyTo(group, loop, 1).lease().end(Lease.Verdict.IGNORED);

        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.HALF_OPEN);
        onlyTo(group, loop, 1).succeeds();
        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.UP);
    }

    @Test
    void requestsFromBeforeTheEjectionDoNotDecide() {
        UpstreamGroup group = group(Pools.failing(1, 1, TEN), Pools.failing(2, 0, TEN));
        Request early = onlyTo(group, loop, 1);
        Request earlier = onlyTo(group, loop, 1);
        failTimes(group, 1, 1);
        loop.advance(10_000);
        Request trial = onlyTo(group, loop, 1);

        early.succeeds();
        earlier.fails();

        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.HALF_OPEN);
        trial.succeeds();
        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.UP);
    }

    @Test
    void theLastUsableServerStays() {
        UpstreamGroup group = group(Pools.failing(1, 1, TEN), Pools.failing(2, 1, TEN), Pools.down(3));
        failTimes(group, 1, 1);

        failTimes(group, 2, 5);

        assertThat(status(group, 2).state()).isEqualTo(ServerStatus.State.UP);
        assertThat(status(group, 2).recentFailures()).isEqualTo(5);
        loop.advance(10_000);
        onlyTo(group, loop, 1).succeeds();
        failTimes(group, 2, 1);
        assertThat(status(group, 2).state()).isEqualTo(ServerStatus.State.EJECTED);
    }

    /** Whatever fails in whatever order, with or without backups, in both arithmetics. */
    @Property
    void failuresNeverTakeAllServers(
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll @IntRange(min = 1, max = 3) int maxFails,
            @ForAll Upstream.Ejection ejection,
            @ForAll Random random) {
        ManualLoop clock = new ManualLoop();
        Server[] servers = new Server[count];
        for (int i = 0; i < count; i++) {
            Server server = Pools.failing(i + 1, maxFails, TEN);
            servers[i] = new Server(
                    server.address(), 1, i > 0 && random.nextBoolean(), false, 0, maxFails, TEN, Duration.ZERO);
        }
        UpstreamGroup group = Pools.group(clock, Pools.with(ejection, Pools.blue(servers)));
        List<Request> running = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            clock.advance(random.nextInt(3_000));
            if (running.isEmpty() || random.nextBoolean()) {
                running.add(Request.to(group, clock));
            } else {
                Request ended = running.remove(random.nextInt(running.size()));
                ended.lease().end(random.nextInt(4) == 0 ? Lease.Verdict.SUCCESS : Lease.Verdict.FAILURE);
            }
            assertThat(group.usable()).isTrue();
        }
    }

    @Test
    void zeroMaxFailsNeverEjects() {
        UpstreamGroup group = group(Pools.failing(1, 0, TEN), Pools.server(2));

        failTimes(group, 1, 100);

        assertThat(status(group, 1).state()).isEqualTo(ServerStatus.State.UP);
        assertThat(status(group, 1).failures()).isEqualTo(100);
    }

    @Test
    void anOperatorMayEjectTheLastAndRestoreIt() {
        UpstreamGroup group = Pools.group(loop, Pools.with(Upstream.WhenNoneUsable.FAIL, Pools.blue(Pools.server(1))));
        assertThat(group.eject(Pools.key(1).address(), Duration.ofSeconds(20))).isTrue();
        loop.advance(5_000);

        assertThat(group.usable()).isFalse();
        assertThat(Request.to(group, loop).refusal()).isEqualTo(new Places.Refusal(Outcome.NO_SERVER, 15));
        assertThat(status(group, 1).reason()).isEqualTo("ejected by an operator for 20s");
        assertThat(group.restore(Pools.key(1).address())).isTrue();
        assertThat(Request.to(group, loop).granted()).isTrue();
        assertThat(group.eject(Pools.key(9).address(), Duration.ofSeconds(20))).isFalse();
    }

    private void failTimes(UpstreamGroup group, int port, int times) {
        for (int i = 0; i < times; i++) {
            onlyTo(group, loop, port).fails();
        }
    }

    /** Whether the first of two servers takes nothing: a request that was with the second one finds no other. */
    private boolean onlyTwo(UpstreamGroup group) {
        Places.Refusal[] refusals = new Places.Refusal[1];
        Places.Ticket ticket = group.acquire(loop.context(), 0, List.of(Pools.server(2)), new Places.Asker() {
            @Override
            public void granted(Lease lease) {
                lease.end(Lease.Verdict.IGNORED);
            }

            @Override
            public void refused(Places.Refusal refusal) {
                refusals[0] = refusal;
            }
        });
        return ticket == null && refusals[0] != null && refusals[0].outcome() == Outcome.NO_SERVER;
    }

    /** A request that ended up at that server because every other was tried. */
    private static Request onlyTo(UpstreamGroup group, ManualLoop loop, int port) {
        List<Server> others = group.spec().servers().stream()
                .filter(server -> server.address().port() != port)
                .toList();
        return Request.again(group, loop, others);
    }

    private static ServerStatus status(UpstreamGroup group, int port) {
        List<ServerStatus> all = new ArrayList<>();
        group.status(all);
        return all.get(port - 1);
    }

    private UpstreamGroup group(Server... servers) {
        return Pools.group(loop, Pools.blue(servers));
    }
}
