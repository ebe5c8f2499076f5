package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** To look at what a request would get says what it then gets, and changes nothing of it. */
class LookTest {
    private static final List<Balance> BALANCES = List.of(
            new Balance.LeastConn(),
            new Balance.RoundRobin(),
            new Balance.LeastTime(),
            new Balance.Hash(new RequestAttribute.ClientIp()));

    private final ManualLoop loop = new ManualLoop();

    /** Two groups have the same history; only one is looked at. */
    @Property(tries = 300)
    void tellsTheNextChoiceAndLeavesItAlone(
            @ForAll @IntRange(max = 3) int balance,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> weights,
            @ForAll Random random) {
        ManualLoop clock = new ManualLoop();
        UpstreamGroup looked = Pools.group(clock, upstream(balance, weights));
        UpstreamGroup twin = Pools.group(clock, upstream(balance, weights));
        List<Request> ofLooked = new ArrayList<>();
        List<Request> ofTwin = new ArrayList<>();
        for (int step = 0; step < 100; step++) {
            clock.advance(random.nextInt(20));
            if (!ofLooked.isEmpty() && random.nextInt(5) < 2) {
                int which = random.nextInt(ofLooked.size());
                long nanos = 1L + random.nextInt(1_000_000);
                end(ofLooked.remove(which), nanos);
                end(ofTwin.remove(which), nanos);
                continue;
            }
            long hash = balance == 3 ? random.nextLong() | 1 : 0;
            Prospect prospect = looked.look(hash);
            for (int again = random.nextInt(4); again > 0; again--) {
                assertThat(looked.look(hash)).isEqualTo(prospect);
            }

            Request request = Request.to(looked, clock, hash);
            Request other = Request.to(twin, clock, hash);

            if (request.granted()) {
                assertThat(request.port()).isEqualTo(chosen(prospect)).isEqualTo(other.port());
                ofLooked.add(request);
                ofTwin.add(other);
            } else {
                assertThat(other.granted()).isFalse();
                assertThat(prospect.chosen()).isNull();
                assertThat(prospect.refusal()).isEqualTo(request.refusal());
            }
        }
    }

    private static Upstream upstream(int balance, List<Integer> weights) {
        Server[] servers = new Server[weights.size()];
        for (int i = 0; i < servers.length; i++) {
            Server s = Pools.server(i + 1);
            servers[i] = new Server(
                    s.address(), weights.get(i), i == 5, false, i % 3, s.maxFails(), s.failTimeout(), s.slowStart());
        }
        return Pools.with(
                new Upstream.Queue(0, Duration.ofSeconds(1)), Pools.with(BALANCES.get(balance), Pools.blue(servers)));
    }

    private static void end(Request request, long nanos) {
        request.lease().firstByte(nanos);
        request.succeeds();
    }

    private static int chosen(Prospect prospect) {
        return Objects.requireNonNull(prospect.chosen(), "none").address().port();
    }

    private static List<Integer> best(Prospect prospect) {
        return prospect.best().stream().map(server -> server.address().port()).toList();
    }

    @Test
    void tellsAllThatAreAsGoodTheNextFirst() {
        UpstreamGroup group = Pools.group(loop, Pools.blue(Pools.server(1), Pools.server(2), Pools.server(3)));
        Request busy = Request.to(group, loop);

        assertThat(busy.port()).isEqualTo(1);
        assertThat(best(group.look(0))).containsExactly(2, 3);

        busy.succeeds();
        assertThat(best(group.look(0))).containsExactlyInAnyOrder(1, 2, 3).startsWith(2);
    }

    @Test
    void tellsWhoIsFullAndThatARequestWaitsOrFindsTheQueueFull() {
        UpstreamGroup group = Pools.group(
                loop,
                Pools.with(
                        new Upstream.Queue(1, Duration.ofSeconds(5)), Pools.blue(Pools.limited(1, 1), Pools.down(2))));
        Request first = Request.to(group, loop);

        Prospect waits = group.look(0);
        Request second = Request.to(group, loop);
        Prospect refused = group.look(0);
        Request third = Request.to(group, loop);

        assertThat(waits.waits()).isTrue();
        assertThat(waits.queued()).isZero();
        assertThat(waits.servers())
                .extracting(Prospect.Seat::usable, Prospect.Seat::full)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(true, true),
                        org.assertj.core.groups.Tuple.tuple(false, false));
        assertThat(second.waits()).isTrue();
        assertThat(refused.waits()).isFalse();
        assertThat(refused.queued()).isEqualTo(1);
        assertThat(refused.refusal()).isEqualTo(third.refusal());
        assertThat(third.refusal().outcome()).isEqualTo(Outcome.QUEUE_FULL);
        first.succeeds();
        loop.run();
        assertThat(second.granted()).isTrue();
    }

    @Test
    void takesNoTrialOfAServerThatWasOut() {
        UpstreamGroup group = Pools.group(
                loop, Pools.blue(Pools.failing(1, 1, Duration.ofSeconds(10)), Pools.failing(2, 1, Duration.ofDays(1))));
        Request.to(group, loop).fails();
        loop.advance(10_001);

        assertThat(group.look(0).servers().getFirst().status().state()).isEqualTo(ServerStatus.State.HALF_OPEN);
        assertThat(best(group.look(0))).contains(1);
        assertThat(group.look(0).servers().getFirst().usable()).isTrue();
        Request trial = Request.to(group, loop);
        Request next = Request.to(group, loop);
        assertThat(List.of(trial.port(), next.port())).containsExactlyInAnyOrder(1, 2);
        assertThat(group.look(0).servers().getFirst().usable()).isFalse();
    }

    @Test
    void takesNoTrialOfABreaker() {
        UpstreamGroup group = Pools.group(
                loop,
                Pools.with(
                        new Upstream.Breaker(50, 100, Duration.ofSeconds(60), 2, 2, Duration.ofSeconds(1), 1, null),
                        Pools.blue(Pools.failing(1, 0, Duration.ofSeconds(1)))));
        Request.to(group, loop).fails();
        Request.to(group, loop).fails();

        Prospect open = group.look(0);
        assertThat(open.refusal()).isEqualTo(Request.to(group, loop).refusal());
        assertThat(Objects.requireNonNull(open.refusal()).outcome()).isEqualTo(Outcome.CIRCUIT_OPEN);

        loop.advance(1_001);
        for (int i = 0; i < 10; i++) {
            assertThat(chosen(group.look(0))).isEqualTo(1);
        }
        assertThat(Request.to(group, loop).granted()).isTrue();
        assertThat(group.look(0).refusal()).isNotNull();
        assertThat(Request.to(group, loop).refusal().outcome()).isEqualTo(Outcome.CIRCUIT_OPEN);
    }
}
