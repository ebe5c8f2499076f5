package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final Duration THIRTY = Duration.ofSeconds(30);

    private final ManualLoop loop = new ManualLoop();

    @Test
    void placesGoToWhoWaitsLongest() {
        UpstreamGroup group = group(2, Pools.limited(1, 1));
        Request running = Request.to(group, loop);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);

        running.succeeds();
        assertThat(first.answers()).as("granted on its loop only").isZero();
        loop.run();

        assertThat(first.granted()).isTrue();
        assertThat(second.waits()).isTrue();
        Request late = Request.to(group, loop);
        first.succeeds();
        loop.run();
        assertThat(second.granted()).isTrue();
        assertThat(late.waits()).isTrue();
        assertThat(loop.timers()).isEqualTo(1);
    }

    @Test
    void aFullLineRefusesWithAnHonestTime() {
        UpstreamGroup group = group(1, Pools.limited(1, 1));
        for (int i = 0; i < 3; i++) {
            Request running = Request.to(group, loop);
            loop.advance(4_000);
            running.succeeds();
        }
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);

        Request refused = Request.to(group, loop);

        assertThat(refused.refusal()).isEqualTo(new Places.Refusal(Outcome.QUEUE_FULL, 8));
        assertThat(refused.answers()).isEqualTo(1);
        assertThat(running.granted()).isTrue();
        assertThat(waiting.waits()).isTrue();
    }

    @Test
    void hoursInWhichNobodyAsksDoNotSlowThePaceDown() {
        UpstreamGroup group = group(1, Pools.limited(1, 1));
        for (int i = 0; i < 3; i++) {
            Request running = Request.to(group, loop);
            loop.advance(4_000);
            running.succeeds();
            loop.advance(3_600_000);
        }
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);

        assertThat(Request.to(group, loop).refusal()).isEqualTo(new Places.Refusal(Outcome.QUEUE_FULL, 8));
        loop.advance(4_000);
        running.succeeds();
        loop.run();
        assertThat(waiting.granted()).isTrue();
    }

    @Test
    void aServerThatHangsSlowsThePaceDown() {
        UpstreamGroup group = group(0, Pools.limited(1, 1));
        Request quick = Request.to(group, loop);
        loop.advance(4_000);
        quick.succeeds();
        Request hanging = Request.to(group, loop);

        assertThat(Request.to(group, loop).refusal().retryAfterSeconds()).isEqualTo(4);
        loop.advance(20_000);
        assertThat(Request.to(group, loop).refusal().retryAfterSeconds()).isEqualTo(24);
        loop.advance(60_000);
        assertThat(Request.to(group, loop).refusal().retryAfterSeconds()).isEqualTo(60);
        assertThat(hanging.granted()).isTrue();
    }

    /**
     * Four places, 5 s an answer, four wait: the fifth in line has its turn after 6.25 s, and that is what it hears. While
     * little is known it hears more, never less.
     */
    @Test
    void whoIsRefusedHearsWhenItsTurnWouldHaveCome() {
        UpstreamGroup group = group(4, Pools.limited(1, 2), Pools.limited(2, 2));
        Deque<Request> running = new ArrayDeque<>();
        Deque<Request> waiting = new ArrayDeque<>();
        for (int i = 0; i < 4; i++) {
            running.add(Request.to(group, loop));
            loop.advance(1_250);
        }
        for (int i = 0; i < 4; i++) {
            waiting.add(Request.to(group, loop));
        }

        for (int turn = 0; turn < 100; turn++) {
            Request refused = Request.to(group, loop);
            assertThat(refused.refusal().outcome()).isEqualTo(Outcome.QUEUE_FULL);
            assertThat(refused.refusal().retryAfterSeconds()).isBetween(7, turn < 4 ? 60 : turn < 32 ? 13 : 7);
            running.remove().succeeds();
            loop.run();
            assertThat(waiting.getFirst().granted()).isTrue();
            running.add(waiting.remove());
            waiting.add(Request.to(group, loop));
            loop.advance(1_250);
        }
    }

    @Test
    void aRetryIsRefusedForTheReasonThatHolds() {
        UpstreamGroup group = group(1, Pools.limited(1, 1), Pools.limited(2, 1));
        Request one = Request.to(group, loop);
        Request two = Request.to(group, loop);
        List<Server> first = List.of(Pools.server(1));

        Request waiting = Request.again(group, loop, first);
        Request late = Request.again(group, loop, first);
        Request everywhere = Request.again(group, loop, List.of(Pools.server(1), Pools.server(2)));

        assertThat(late.refusal().outcome()).as("2 is full, and the line").isEqualTo(Outcome.QUEUE_FULL);
        assertThat(everywhere.refusal().outcome()).as("there is no other").isEqualTo(Outcome.NO_SERVER);
        one.succeeds();
        loop.advance(30_000);
        assertThat(waiting.refusal().outcome()).isEqualTo(Outcome.QUEUE_TIMEOUT);
        two.succeeds();
        assertThat(Request.again(group, loop, first).port()).isEqualTo(2);
    }

    @Test
    void withoutALineARequestIsRefusedAtOnce() {
        UpstreamGroup group = group(0, Pools.limited(1, 1));
        Request running = Request.to(group, loop);

        assertThat(Request.to(group, loop).refusal()).isEqualTo(new Places.Refusal(Outcome.QUEUE_FULL, 60));
        running.succeeds();
        assertThat(Request.to(group, loop).granted()).isTrue();
    }

    @Test
    void nobodyWaitsLongerThanAllowed() {
        UpstreamGroup group = group(2, Pools.limited(1, 1));
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);

        loop.advance(29_999);
        assertThat(waiting.waits()).isTrue();
        loop.advance(1);

        assertThat(waiting.refusal().outcome()).isEqualTo(Outcome.QUEUE_TIMEOUT);
        running.succeeds();
        loop.run();
        assertThat(waiting.answers()).isEqualTo(1);
        assertThat(Request.to(group, loop).granted()).isTrue();
    }

    @Test
    void whoLeavesIsNotCalled() {
        UpstreamGroup group = group(2, Pools.limited(1, 1));
        Request running = Request.to(group, loop);
        Request leaving = Request.to(group, loop);
        Request staying = Request.to(group, loop);

        leaving.leave();
        leaving.leave();
        running.succeeds();
        loop.run();

        assertThat(leaving.answers()).isZero();
        assertThat(staying.granted()).isTrue();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void whoLeavesBetweenGrantAndCallGivesThePlaceOn() {
        UpstreamGroup group = group(2, Pools.limited(1, 1));
        Request running = Request.to(group, loop);
        Request leaving = Request.to(group, loop);
        Request staying = Request.to(group, loop);

        running.succeeds();
        leaving.leave();
        loop.run();

        assertThat(leaving.answers()).isZero();
        assertThat(staying.granted()).isTrue();
    }

    @Test
    void aServerThatIsBackServesTheLine() {
        UpstreamGroup group = group(5, Pools.limited(1, 1), Pools.limited(2, 1), Pools.limited(3, 1));
        assertThat(group.drain(Pools.key(2).address(), true)).isTrue();
        assertThat(group.eject(Pools.key(3).address(), Duration.ofSeconds(20))).isTrue();
        Request running = Request.to(group, loop);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);
        Request third = Request.to(group, loop);

        assertThat(group.drain(Pools.key(2).address(), false)).isTrue();
        loop.run();
        assertThat(first.port()).isEqualTo(2);
        assertThat(group.restore(Pools.key(3).address())).isTrue();
        loop.run();

        assertThat(running.port()).isEqualTo(1);
        assertThat(second.port()).isEqualTo(3);
        assertThat(third.waits()).isTrue();
    }

    @Test
    void aServerThatIsHealthyAgainServesTheLine() {
        UpstreamGroup group = group(5, Pools.limited(1, 1), Pools.limited(2, 1));
        group.health(Pools.key(2).address(), false, "status 500");
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);

        group.health(Pools.key(2).address(), true, "");
        loop.run();

        assertThat(running.port()).isEqualTo(1);
        assertThat(waiting.port()).isEqualTo(2);
    }

    @Test
    void whoWaitedTooLongHearsWhenAnEjectionEnds() {
        UpstreamGroup group = group(5, Pools.limited(1, 1), Pools.limited(2, 1));
        assertThat(group.eject(Pools.key(2).address(), Duration.ofSeconds(42))).isTrue();
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);

        loop.advance(30_000);

        assertThat(running.granted()).isTrue();
        assertThat(waiting.refusal()).isEqualTo(new Places.Refusal(Outcome.QUEUE_TIMEOUT, 12));
    }

    @Test
    void moreConnectionsServeTheLine() {
        UpstreamGroup group = group(5, Pools.limited(1, 1));
        Request running = Request.to(group, loop);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);

        group.apply(upstream(5, Pools.limited(1, 2)));
        loop.run();

        assertThat(running.granted()).isTrue();
        assertThat(first.granted()).isTrue();
        assertThat(second.waits()).isTrue();
    }

    @Test
    void theEndOfAnEjectionServesTheLine() {
        UpstreamGroup group = group(5, Pools.limited(1, 1), Pools.limited(2, 1));
        assertThat(group.eject(Pools.key(2).address(), Duration.ofSeconds(20))).isTrue();
        Request running = Request.to(group, loop);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);

        loop.advance(19_999);
        assertThat(first.waits()).isTrue();
        loop.advance(1);

        assertThat(running.port()).isEqualTo(1);
        assertThat(first.port()).isEqualTo(2);
        assertThat(second.waits()).isTrue();
    }

    @Test
    void aGrowingShareServesTheLine() {
        UpstreamGroup group = group(20, Pools.ramping(1, 10, Duration.ofSeconds(10)));
        assertThat(group.eject(Pools.key(1).address(), THIRTY)).isTrue();
        assertThat(group.restore(Pools.key(1).address())).isTrue();
        Request running = Request.to(group, loop);
        Request[] waiting = new Request[10];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = Request.to(group, loop);
        }

        loop.advance(6_000);

        assertThat(running.granted()).isTrue();
        assertThat(waiting[3].granted()).isTrue();
        assertThat(waiting[6].granted()).isFalse();
        loop.advance(6_000);
        assertThat(waiting[8].granted()).isTrue();
        assertThat(waiting[9].waits()).isTrue();
    }

    @Test
    void aRetryWaitsForAServerItWasNotWithAndBlocksNobody() {
        UpstreamGroup group = group(5, Pools.limited(1, 1), Pools.limited(2, 1));
        Request one = Request.to(group, loop);
        Request two = Request.to(group, loop);
        Request retry = Request.again(group, loop, List.of(Pools.server(1)));
        Request behind = Request.to(group, loop);

        one.succeeds();
        loop.run();

        assertThat(retry.waits()).isTrue();
        assertThat(behind.port()).isEqualTo(1);
        two.succeeds();
        loop.run();
        assertThat(retry.port()).isEqualTo(2);
    }

    @Test
    void aRemovedUpstreamServesRequestsOfOlderRevisions() {
        UpstreamGroup group = group(1, Pools.limited(1, 1));
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);

        group.retire();
        loop.run();

        assertThat(waiting.waits()).isTrue();
        assertThat(Request.to(group, loop).refusal().outcome()).isEqualTo(Outcome.QUEUE_FULL);
        running.succeeds();
        loop.run();
        assertThat(waiting.granted()).isTrue();
        Request late = Request.to(group, loop);
        assertThat(late.waits()).isTrue();
        assertThat(group.over()).isFalse();
        waiting.succeeds();
        loop.run();
        late.succeeds();
        assertThat(group.over()).isTrue();
        assertThat(loop.timers()).isZero();
    }

    private UpstreamGroup group(int queue, Server... servers) {
        return Pools.group(loop, upstream(queue, servers));
    }

    private static Upstream upstream(int queue, Server... servers) {
        return Pools.with(new Upstream.Queue(queue, THIRTY), Pools.blue(servers));
    }
}
