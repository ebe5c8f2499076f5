package io.teal.gateway.upstream;

import static io.teal.gateway.upstream.BreakerStatus.State.CLOSED;
import static io.teal.gateway.upstream.BreakerStatus.State.HALF_OPEN;
import static io.teal.gateway.upstream.BreakerStatus.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.Lease.Verdict;
import io.teal.gateway.upstream.Lease.Work;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BreakerTest {
    private static final long MILLI = 1_000_000;

    /** Half of the last 10 failed or 80 % slower than 2 s, of 4 at least; open for 8 s; 2 trials. */
    private static final Upstream.Breaker SETTINGS =
            new Upstream.Breaker(50, 80, Duration.ofSeconds(2), 10, 4, Duration.ofSeconds(8), 2, null);

    private final ManualLoop loop = new ManualLoop();

    @Test
    void withoutABreakerNothingIsOpened() {
        UpstreamGroup group = Pools.group(loop, Pools.blue(Pools.server(1), Pools.server(2)));
        fail(group, 100);

        assertThat(group.breaker()).isNull();
        assertThat(group.admits()).isTrue();
        assertThat(Request.to(group, loop).granted()).isTrue();
    }

    @Test
    void itOpensAtTheFailureRateOfEnoughRequests() {
        UpstreamGroup group = group(SETTINGS);
        succeed(group, 2);
        fail(group, 1);
        assertThat(state(group)).isEqualTo(CLOSED);

        fail(group, 1);

        assertThat(group.breaker()).isEqualTo(status(OPEN, 4, 50, 0, 8));
        assertThat(group.admits()).isFalse();
        assertThat(Request.to(group, loop).refusal()).isEqualTo(new Places.Refusal(Outcome.CIRCUIT_OPEN, 8));
    }

    @Test
    void fewRequestsDoNotOpenIt() {
        UpstreamGroup group = group(SETTINGS);

        fail(group, 3);

        assertThat(group.breaker()).isEqualTo(status(CLOSED, 3, 100, 0, 0));
        assertThat(group.admits()).isTrue();
    }

    @Test
    void itLooksAtTheLastRequestsOnly() {
        UpstreamGroup group = group(SETTINGS);
        succeed(group, 20);
        fail(group, 4);
        assertThat(group.breaker()).isEqualTo(status(CLOSED, 10, 40, 0, 0));

        fail(group, 1);

        assertThat(state(group)).isEqualTo(OPEN);
    }

    @Test
    void itOpensWhenFirstTokensAreSlow() {
        UpstreamGroup group = group(SETTINGS);
        token(group, 1_999);
        for (int i = 0; i < 3; i++) {
            token(group, 2_001);
        }
        assertThat(state(group)).as("75 %").isEqualTo(CLOSED);

        token(group, 2_001);

        assertThat(group.breaker()).isEqualTo(status(OPEN, 5, 0, 80, 8));
    }

    @Test
    void withoutATokenTheFirstByteCounts() {
        UpstreamGroup group = group(SETTINGS);
        for (int i = 0; i < 4; i++) {
            Request request = Request.to(group, loop);
            request.lease().firstByte(2_001 * MILLI);
            request.succeeds();
        }

        assertThat(state(group)).isEqualTo(OPEN);
    }

    @Test
    void howLongTheWholeAnswerTakesDoesNotCount() {
        UpstreamGroup group = group(SETTINGS);
        for (int i = 0; i < 10; i++) {
            Request request = Request.to(group, loop);
            request.lease().firstByte(5 * MILLI);
            request.lease().firstToken(1_500 * MILLI, 200);
            loop.advance(600_000);
            request.ends(Verdict.SUCCESS, Work.ANSWERED);
        }

        assertThat(group.breaker()).isEqualTo(status(CLOSED, 10, 0, 0, 0));
    }

    @Test
    void limitsThatRanOutAreFailuresAndSlow() {
        UpstreamGroup group = group(SETTINGS);
        for (int i = 0; i < 4; i++) {
            Request request = Request.to(group, loop);
            request.lease().firstByte(5 * MILLI);
            loop.advance(10_000);
            request.lease().firstTokenMissed(10_000 * MILLI, 200);
            request.ends(Verdict.FAILURE, Work.GOES_ON);
        }

        assertThat(group.breaker()).isEqualTo(status(OPEN, 4, 100, 100, 8));
    }

    @Test
    void whatSaysNothingIsNotJudged() {
        UpstreamGroup group = group(SETTINGS);
        for (int i = 0; i < 20; i++) {
            Request.to(group, loop).ends(Verdict.IGNORED);
        }

        assertThat(group.breaker()).isEqualTo(status(CLOSED, 0, 0, 0, 0));
    }

    @Test
    void retryAfterIsTheTimeLeft() {
        UpstreamGroup group = opened(SETTINGS);

        loop.advance(1);
        assertThat(retryAfter(group)).isEqualTo(8);
        loop.advance(4_999);
        assertThat(retryAfter(group)).isEqualTo(3);
        loop.advance(2_999);
        assertThat(retryAfter(group)).isEqualTo(1);
        assertThat(group.admits()).isFalse();
        loop.advance(1);
        assertThat(group.admits()).isTrue();
        assertThat(group.breaker().retryAfter()).isZero();
    }

    @Test
    void noThreadWaitsForTheTimeToBeOver() {
        UpstreamGroup group = opened(SETTINGS);

        assertThat(state(group)).isEqualTo(OPEN);
        assertThat(loop.timers()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("CircuitBreaker"));
    }

    @Test
    void retryAfterIsAMinuteAtMost() {
        UpstreamGroup group =
                opened(new Upstream.Breaker(50, 100, Duration.ofSeconds(2), 10, 4, Duration.ofMinutes(10), 2, null));

        assertThat(retryAfter(group)).isEqualTo(60);
    }

    @Test
    void whenTheTimeIsOverTrialsAreLetThroughAndClose() {
        UpstreamGroup group = opened(SETTINGS);
        loop.advance(8_000);

        assertThat(state(group)).isEqualTo(HALF_OPEN);
        Request first = Request.to(group, loop);
        assertThat(group.admits()).as("asking takes nothing").isTrue();
        assertThat(group.admits()).isTrue();
        Request second = Request.to(group, loop);
        assertThat(group.admits()).isFalse();
        assertThat(retryAfter(group)).isEqualTo(1);
        assertThat(group.breaker()).isEqualTo(status(HALF_OPEN, 0, 0, 0, 1));
        first.succeeds();
        assertThat(retryAfter(group)).as("one is still to come").isEqualTo(1);
        second.succeeds();

        assertThat(group.breaker()).isEqualTo(status(CLOSED, 0, 0, 0, 0));
        assertThat(Request.to(group, loop).granted()).isTrue();
    }

    @Test
    void trialsThatFailOpenItAgainForTheWholeTime() {
        UpstreamGroup group = opened(SETTINGS);
        loop.advance(100_000);
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);
        loop.advance(5_000);

        first.succeeds();
        second.fails();

        assertThat(group.breaker()).isEqualTo(status(OPEN, 2, 50, 50, 8));
        loop.advance(7_999);
        assertThat(group.admits()).isFalse();
        loop.advance(1);
        assertThat(group.admits()).isTrue();
    }

    @Test
    void aTrialThatSaysNothingMakesRoomForAnother() {
        UpstreamGroup group = opened(SETTINGS);
        loop.advance(8_000);
        for (int i = 0; i < 10; i++) {
            Request.to(group, loop).ends(Verdict.IGNORED);
        }
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);

        assertThat(group.admits()).as("still two at a time").isFalse();
        first.succeeds();
        second.succeeds();
        assertThat(state(group)).isEqualTo(CLOSED);
    }

    @Test
    void aMinimumAboveTheWindowIsTheWindow() {
        UpstreamGroup group =
                group(new Upstream.Breaker(50, 100, Duration.ofSeconds(2), 3, 100, Duration.ofSeconds(8), 1, null));

        fail(group, 2);
        assertThat(state(group)).isEqualTo(CLOSED);
        fail(group, 1);

        assertThat(state(group)).isEqualTo(OPEN);
    }

    @Test
    void changesAreLoggedOnceWithTheirReason() {
        Logger logger = (Logger) LoggerFactory.getLogger(UpstreamGroup.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            UpstreamGroup group = group(SETTINGS, Pools.failing(1, 0, Duration.ofSeconds(30)));
            succeed(group, 1);
            fail(group, 3);
            loop.advance(8_000);
            Request first = Request.to(group, loop);
            Request second = Request.to(group, loop);
            assertThat(Request.to(group, loop).granted()).isFalse();
            first.succeeds();
            second.succeeds();
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list.stream().map(line -> line.getLevel() + " " + line.getFormattedMessage()))
                .containsExactly(
                        "WARN Breaker opened service=chat upstream=blue reason=\"75 % of 4 failed, 0 % slower than 2s\"",
                        "INFO Breaker half open service=chat upstream=blue reason=\"2 trials decide\"",
                        "INFO Breaker closed service=chat upstream=blue reason=\"\"");
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

    private void token(UpstreamGroup group, long millis) {
        Request request = Request.to(group, loop);
        request.lease().firstByte(5 * MILLI);
        request.lease().firstToken(millis * MILLI, 200);
        request.ends(Verdict.SUCCESS, Work.ANSWERED);
    }

    private static BreakerStatus.State state(UpstreamGroup group) {
        return group.breaker().state();
    }

    private int retryAfter(UpstreamGroup group) {
        Places.Refusal refusal = Request.to(group, loop).refusal();
        assertThat(refusal.outcome()).isEqualTo(Outcome.CIRCUIT_OPEN);
        return refusal.retryAfterSeconds();
    }

    private static BreakerStatus status(
            BreakerStatus.State state, int calls, double failureRate, double slowRate, int retryAfter) {
        return new BreakerStatus("chat", "blue", state, calls, failureRate, slowRate, Duration.ofSeconds(retryAfter));
    }
}
