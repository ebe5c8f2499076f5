package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamsTest {
    private final ManualLoop loop = new ManualLoop();
    private final Upstreams upstreams = new Upstreams(loop.vertx(), loop, new EventLog(InstantSource.system()));

    @Test
    void stateSurvivesARevision() {
        upstreams.apply(Pools.routing(Pools.blue(Pools.server(1), Pools.server(2), Pools.server(3))));
        UpstreamGroup group = upstreams.group("chat", "blue");
        Request running = Request.again(group, loop, List.of(Pools.server(2), Pools.server(3)));
        running.lease().firstByte(5_000_000);
        loop.advance(2_000);
        assertThat(upstreams.drain(Pools.key(2))).isTrue();
        assertThat(upstreams.eject(Pools.key(3), Duration.ofSeconds(30))).isTrue();
        List<ServerStatus> before = upstreams.status();

        upstreams.apply(Pools.routing(Pools.blue(Pools.weighted(1, 7), Pools.server(2), Pools.server(3))));

        assertThat(upstreams.group("chat", "blue")).isSameAs(group);
        assertThat(upstreams.status()).isEqualTo(before);
        ServerStatus first = before.getFirst();
        assertThat(first.leases()).isEqualTo(1);
        assertThat(first.oldestLease()).isEqualTo(Duration.ofSeconds(2));
        assertThat(first.firstByte()).isEqualTo(Duration.ofMillis(5));
        assertThat(before.stream().map(ServerStatus::state))
                .containsExactly(ServerStatus.State.UP, ServerStatus.State.DRAINING, ServerStatus.State.EJECTED);
        assertThat(running.lease().server().weight()).as("as when granted").isEqualTo(1);
        assertThat(group.spec().servers().getFirst().weight()).isEqualTo(7);
    }

    @Test
    void aServerThatLeftKeepsItsStateUntilItsLeasesEnd() {
        Routing one = Pools.routing(Pools.blue(Pools.server(1)));
        Routing both = Pools.routing(Pools.blue(Pools.server(1), Pools.server(2)));
        upstreams.apply(both);
        UpstreamGroup group = upstreams.group("chat", "blue");
        Request running = Request.again(group, loop, List.of(Pools.server(1)));
        Request other = Request.again(group, loop, List.of(Pools.server(1)));

        upstreams.apply(one);
        assertThat(upstreams.status()).hasSize(1);
        assertThat(upstreams.drain(Pools.key(2))).isFalse();
        other.succeeds();
        upstreams.apply(both);
        assertThat(upstreams.status().get(1).leases()).isEqualTo(1);
        assertThat(upstreams.status().get(1).requests()).isEqualTo(2);
        upstreams.apply(one);
        running.succeeds();
        upstreams.apply(both);

        assertThat(upstreams.status().get(1).leases()).isZero();
        assertThat(upstreams.status().get(1).requests()).isZero();
    }

    @Test
    void anUpstreamThatLeftAndReturnsWhileItHasLeasesIsTheSame() {
        Upstream green = Upstream.of("green", List.of(Pools.server(9)));
        upstreams.apply(Pools.routing(Pools.blue(Pools.server(1)), green));
        UpstreamGroup group = upstreams.group("chat", "blue");
        Request running = Request.to(group, loop);

        upstreams.apply(Pools.routing(green));
        assertThatThrownBy(() -> upstreams.group("chat", "blue"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("upstream blue of service chat is unknown");
        upstreams.apply(Pools.routing(green));
        upstreams.apply(Pools.routing(Pools.blue(Pools.server(1)), green));

        assertThat(upstreams.group("chat", "blue")).isSameAs(group);
        assertThat(upstreams.status().stream().map(status -> status.key().upstream()))
                .containsExactly("blue", "green");
        running.succeeds();
        assertThat(upstreams.status().getFirst().leases()).isZero();
    }

    @Test
    void anUpstreamThatLeftWithoutLeasesIsForgotten() {
        Upstream green = Upstream.of("green", List.of(Pools.server(9)));
        upstreams.apply(Pools.routing(Pools.blue(Pools.server(1)), green));
        UpstreamGroup group = upstreams.group("chat", "blue");

        upstreams.apply(Pools.routing(green));
        upstreams.apply(Pools.routing(Pools.blue(Pools.server(1)), green));

        assertThat(upstreams.group("chat", "blue")).isNotSameAs(group);
    }

    @Test
    void anUnchangedUpstreamIsLeftAlone() {
        Routing routing = Pools.routing(Pools.blue(Pools.limited(1, 1)));
        upstreams.apply(routing);
        UpstreamGroup group = upstreams.group("chat", "blue");
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);
        Upstream before = group.spec();

        upstreams.apply(Pools.routing(Pools.blue(Pools.limited(1, 1))));

        assertThat(group.spec()).isSameAs(before);
        assertThat(waiting.waits()).isTrue();
        assertThat(upstreams.status().getFirst().queued()).isEqualTo(1);
        running.succeeds();
        loop.run();
        assertThat(waiting.granted()).isTrue();
    }

    @Test
    void whatIsPreparedAndNotAppliedChangesNothing() {
        upstreams.apply(Pools.routing(Pools.blue(Pools.server(1), Pools.server(2))));
        UpstreamGroup group = upstreams.group("chat", "blue");
        assertThat(upstreams.eject(Pools.key(2), Duration.ofSeconds(30))).isTrue();
        List<ServerStatus> before = upstreams.status();

        Upstreams.Change change =
                upstreams.prepare(Pools.routing(Pools.blue(Pools.server(3)), Upstream.of("green", List.of())));

        assertThat(change.group("chat", "blue")).isSameAs(group);
        assertThatThrownBy(() -> upstreams.group("chat", "green")).isInstanceOf(IllegalArgumentException.class);
        assertThat(upstreams.status()).isEqualTo(before);
        assertThat(group.spec().servers()).hasSize(2);
        change.apply();
        assertThat(upstreams.group("chat", "green")).isSameAs(change.group("chat", "green"));
        assertThat(group.spec().servers()).containsExactly(Pools.server(3));
    }

    @Test
    void whatBreakersAndAnswersTaughtSurvivesARevision() {
        Upstream.Breaker breaker =
                new Upstream.Breaker(50, 100, Duration.ofSeconds(60), 10, 4, Duration.ofSeconds(8), 2, null);
        Upstream green = Upstream.of("green", List.of(Pools.server(9)));
        upstreams.apply(Pools.routing(Pools.with(breaker, Pools.blue(Pools.server(1))), green));
        UpstreamGroup group = upstreams.group("chat", "blue");
        for (int i = 0; i < 20; i++) {
            Request request = Request.to(group, loop);
            request.lease().firstToken(15_000_000_000L, 0);
            request.succeeds();
        }
        for (int i = 0; i < 5; i++) {
            Request.to(group, loop).fails();
        }
        List<BreakerStatus> before = upstreams.breakers();

        upstreams.apply(Pools.routing(green, Pools.with(breaker, Pools.blue(Pools.server(1), Pools.server(2)))));

        assertThat(before)
                .containsExactly(
                        new BreakerStatus("chat", "blue", BreakerStatus.State.OPEN, 10, 50, 0, Duration.ofSeconds(8)));
        assertThat(upstreams.breakers()).isEqualTo(before);
        assertThat(group.firstTokenLimit(0)).isEqualTo(30_000_000_000L);
        assertThat(upstreams.group("chat", "green").firstTokenLimit(0)).isEqualTo(60_000_000_000L);
        assertThat(upstreams.status().get(1).firstToken()).isEqualTo(Duration.ofSeconds(15));
        upstreams.apply(Pools.routing(green, Pools.blue(Pools.server(1))));
        assertThat(upstreams.breakers()).isEmpty();
    }

    @Test
    void operationsOnUnknownServersSaySo() {
        upstreams.apply(Pools.routing(Pools.blue(Pools.server(1))));

        assertThat(upstreams.drain(Pools.key(2))).isFalse();
        assertThat(upstreams.resume(Pools.key(2))).isFalse();
        assertThat(upstreams.restore(Pools.key(2))).isFalse();
        assertThat(upstreams.eject(Pools.key(2), Duration.ofSeconds(1))).isFalse();
        assertThat(upstreams.resume(Pools.key(1))).isTrue();
        assertThat(upstreams.restore(Pools.key(1))).isTrue();
    }

    @Test
    void closingRefusesWhoWaits() {
        upstreams.apply(Pools.routing(Pools.blue(Pools.limited(1, 1))));
        UpstreamGroup group = upstreams.group("chat", "blue");
        Request running = Request.to(group, loop);
        Request waiting = Request.to(group, loop);

        upstreams.close();
        loop.run();

        assertThat(waiting.refusal().outcome()).isEqualTo(Outcome.NO_SERVER);
        running.succeeds();
        assertThat(upstreams.status()).isEmpty();
    }
}
