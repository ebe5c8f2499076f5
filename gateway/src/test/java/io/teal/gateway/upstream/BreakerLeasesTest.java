package io.teal.gateway.upstream;

import static io.teal.gateway.upstream.BreakerStatus.State.CLOSED;
import static io.teal.gateway.upstream.BreakerStatus.State.HALF_OPEN;
import static io.teal.gateway.upstream.BreakerStatus.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.Lease.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What leases, the line and revisions have to do with the breaker. */
class BreakerLeasesTest {
    /** Half of the last 10 failed or 80 % slower than 2 s, of 4 at least; open for 8 s; 2 trials. */
    private static final Upstream.Breaker SETTINGS =
            new Upstream.Breaker(50, 80, Duration.ofSeconds(2), 10, 4, Duration.ofSeconds(8), 2, null);

    private final ManualLoop loop = new ManualLoop();

    /** An answer that began before the breaker opened is no trial: it neither decides nor makes room. */
    @Test
    void answersFromBeforeAreNoTrials() {
        UpstreamGroup group = group(SETTINGS);
        Request[] old = requests(group, 6);
        fail(group, 4);
        old[0].succeeds();
        loop.advance(8_000);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);

        old[1].succeeds();
        old[2].fails();
        old[3].ends(Verdict.IGNORED);

        assertThat(group.breaker()).isEqualTo(status(HALF_OPEN, 0, 0, 0, 1));
        first.succeeds();
        second.succeeds();
        old[4].fails();
        old[5].fails();
        assertThat(group.breaker()).isEqualTo(status(CLOSED, 0, 0, 0, 0));
    }

    @Test
    void aRequestThatFindsNoPlaceTakesNoTrial() {
        UpstreamGroup group = Pools.group(
                loop,
                Pools.with(
                        SETTINGS,
                        Pools.with(new Upstream.Queue(0, Duration.ofSeconds(30)), Pools.blue(Pools.limited(1, 1)))));
        fail(group, 4);
        loop.advance(8_000);
        Request first = Request.to(group, loop);

        assertThat(Request.to(group, loop).refusal().outcome()).isEqualTo(Outcome.QUEUE_FULL);
        assertThat(Request.to(group, loop).refusal().outcome()).isEqualTo(Outcome.QUEUE_FULL);
        first.succeeds();
        Request second = Request.to(group, loop);
        assertThat(second.granted()).isTrue();
    }

    @Test
    void theLastResortIsJudgedToo() {
        UpstreamGroup group = group(SETTINGS, Pools.failing(1, 1, Duration.ofSeconds(30)));
        assertThat(group.eject(Pools.key(1).address(), Duration.ofMinutes(5))).isTrue();

        fail(group, 4);

        assertThat(group.usable()).isFalse();
        assertThat(state(group)).isEqualTo(OPEN);
        loop.advance(8_000);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);
        assertThat(group.admits()).isFalse();
        first.succeeds();
        second.succeeds();
        assertThat(state(group)).isEqualTo(CLOSED);
    }

    @Test
    void whoWaitsIsSentAwayWhenItOpens() {
        UpstreamGroup group = group(SETTINGS, Pools.limited(1, 4));
        Request[] running = requests(group, 4);
        Request[] waiting = requests(group, 6);
        for (int i = 0; i < 3; i++) {
            running[i].fails();
        }
        loop.run();
        assertThat(waiting[2].granted()).isTrue();
        assertThat(waiting[3].waits()).isTrue();

        running[3].fails();
        loop.run();

        for (int i = 3; i < 6; i++) {
            assertThat(waiting[i].refusal()).isEqualTo(new Places.Refusal(Outcome.CIRCUIT_OPEN, 8));
            assertThat(waiting[i].answers()).isEqualTo(1);
        }
        assertThat(loop.timers()).as("clocks of those who waited").isZero();
    }

    @Test
    void whoWaitsForATrialIsSentAwayWhenAllAreTaken() {
        UpstreamGroup group = Pools.group(loop, Pools.with(SETTINGS, Pools.blue(Pools.limited(1, 1))));
        fail(group, 4);
        loop.advance(8_000);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);
        Request third = Request.to(group, loop);
        assertThat(third.waits()).as("a trial is free, a place is not").isTrue();

        first.succeeds();
        loop.run();

        assertThat(second.granted()).isTrue();
        assertThat(third.refusal()).isEqualTo(new Places.Refusal(Outcome.CIRCUIT_OPEN, 1));
        second.succeeds();
        assertThat(state(group)).isEqualTo(CLOSED);
    }

    @Test
    void whoLeavesBetweenGrantAndCallGivesTheTrialBack() {
        UpstreamGroup group = Pools.group(loop, Pools.with(SETTINGS, Pools.blue(Pools.limited(1, 1))));
        fail(group, 4);
        loop.advance(8_000);
        Request first = Request.to(group, loop);
        Request leaving = Request.to(group, loop);
        first.succeeds();
        leaving.leave();
        assertThat(group.admits()).as("granted, not yet told").isFalse();

        loop.run();

        assertThat(leaving.answers()).isZero();
        assertThat(group.admits()).isTrue();
        succeed(group, 1);
        assertThat(state(group)).isEqualTo(CLOSED);
    }

    @Test
    void itSurvivesRevisionsThatLeaveItsSettings() {
        Upstream.Breaker elsewhere = new Upstream.Breaker(
                SETTINGS.failureRate(),
                SETTINGS.slowRate(),
                SETTINGS.slow(),
                SETTINGS.window(),
                SETTINGS.minimum(),
                SETTINGS.open(),
                SETTINGS.trials(),
                "green");
        UpstreamGroup group = opened(SETTINGS);
        loop.advance(3_000);
        BreakerStatus before = group.breaker();

        group.apply(Pools.with(SETTINGS, Pools.blue(Pools.weighted(1, 7), Pools.server(3))));
        assertThat(group.breaker()).isEqualTo(before);
        group.apply(Pools.with(elsewhere, Pools.blue(Pools.server(1))));

        assertThat(group.breaker()).isEqualTo(before);
        assertThat(retryAfter(group)).isEqualTo(5);
    }

    @Test
    void otherSettingsBeginAnewAndOldLeasesAreNotJudged() {
        UpstreamGroup group = group(SETTINGS);
        Request[] old = requests(group, 6);
        fail(group, 4);
        assertThat(state(group)).isEqualTo(OPEN);

        group.apply(Pools.with(
                new Upstream.Breaker(50, 80, Duration.ofSeconds(2), 10, 4, Duration.ofSeconds(9), 2, null),
                Pools.blue(Pools.server(1))));
        for (Request one : old) {
            one.fails();
        }

        assertThat(group.breaker()).isEqualTo(status(CLOSED, 0, 0, 0, 0));
        fail(group, 4);
        assertThat(retryAfter(group)).isEqualTo(9);
    }

    @Test
    void itGoesWithItsSettings() {
        UpstreamGroup group = opened(SETTINGS);
        Upstream without = Pools.blue(Pools.server(1));

        group.apply(without);

        assertThat(group.breaker()).isNull();
        Request running = Request.to(group, loop);
        assertThat(running.granted()).isTrue();
        group.apply(Pools.with(SETTINGS, without));
        running.fails();
        assertThat(group.breaker().calls()).as("granted without a breaker").isZero();
    }

    private UpstreamGroup opened(Upstream.Breaker settings) {
        UpstreamGroup group = group(settings);
        fail(group, 4);
        return group;
    }

    private UpstreamGroup group(Upstream.Breaker settings, Server... servers) {
        Server[] some = servers.length > 0 ? servers : new Server[] {Pools.server(1), Pools.server(2)};
        return Pools.group(loop, Pools.with(settings, Pools.blue(some)));
    }

    private void succeed(UpstreamGroup group, int times) {
        for (int i = 0; i < times; i++) {
            Request.to(group, loop).succeeds();
        }
    }

    private void fail(UpstreamGroup group, int times) {
        for (int i = 0; i < times; i++) {
            Request.to(group, loop).fails();
        }
    }

    private static BreakerStatus.State state(UpstreamGroup group) {
        return group.breaker().state();
    }

    private int retryAfter(UpstreamGroup group) {
        Places.Refusal refusal = Request.to(group, loop).refusal();
        assertThat(refusal.outcome()).isEqualTo(Outcome.CIRCUIT_OPEN);
        return refusal.retryAfterSeconds();
    }

    private Request[] requests(UpstreamGroup group, int count) {
        Request[] requests = new Request[count];
        for (int i = 0; i < count; i++) {
            requests[i] = Request.to(group, loop);
        }
        return requests;
    }

    private static BreakerStatus status(
            BreakerStatus.State state, int calls, double failureRate, double slowRate, int retryAfter) {
        return new BreakerStatus("chat", "blue", state, calls, failureRate, slowRate, Duration.ofSeconds(retryAfter));
    }
}
