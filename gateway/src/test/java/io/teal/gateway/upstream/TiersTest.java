package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TiersTest {
    private final ManualLoop loop = new ManualLoop();

    @Test
    void backupsServeOnlyWhenNoPrimaryIsUsable() {
        UpstreamGroup group = group(Pools.limited(1, 2), Pools.backup(2), Pools.down(3));

        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);
        Request third = Request.to(group, loop);
        assertThat(List.of(first.port(), second.port())).containsExactly(1, 1);
        assertThat(third.waits()).as("full is usable").isTrue();
        assertThat(group.drain(Pools.key(1).address(), true)).isTrue();
        loop.run();

        assertThat(third.port()).isEqualTo(2);
    }

    @Test
    void aRetryGoesToABackupWhenEveryPrimaryWasTried() {
        UpstreamGroup group = group(Pools.server(1), Pools.backup(2));

        assertThat(Request.again(group, loop, List.of(Pools.server(1))).port()).isEqualTo(2);
    }

    @Test
    void aRetryIsRefusedWhenEveryServerWasTried() {
        UpstreamGroup group = group(Pools.server(1), Pools.server(2), Pools.down(3));

        Request refused = Request.again(group, loop, List.of(Pools.server(1), Pools.server(2)));

        assertThat(refused.refusal().outcome()).isEqualTo(Outcome.NO_SERVER);
    }

    @Test
    void theLastResortIsTheEjectionThatEndsFirst() {
        UpstreamGroup group = group(Pools.server(1), Pools.server(2), Pools.server(3), Pools.down(4));
        assertThat(group.eject(Pools.key(1).address(), Duration.ofSeconds(30))).isTrue();
        assertThat(group.eject(Pools.key(2).address(), Duration.ofSeconds(20))).isTrue();
        assertThat(group.drain(Pools.key(3).address(), true)).isTrue();

        assertThat(group.usable()).isFalse();
        assertThat(Request.to(group, loop).port()).isEqualTo(2);
        assertThat(Request.again(group, loop, List.of(Pools.server(2))).port()).isEqualTo(1);
    }

    @Test
    void ratherTheEjectedThanTheUnhealthy() {
        UpstreamGroup group = group(Pools.server(1), Pools.server(2));
        group.health(Pools.key(1).address(), false, "status 500");
        assertThat(Request.to(group, loop).port()).isEqualTo(2);
        assertThat(group.eject(Pools.key(2).address(), Duration.ofHours(1))).isTrue();

        assertThat(group.usable()).isFalse();
        assertThat(Request.to(group, loop).port()).isEqualTo(2);
        assertThat(Request.again(group, loop, List.of(Pools.server(2))).port()).isEqualTo(1);
    }

    @Test
    void theLastResortKeepsToMaxConns() {
        UpstreamGroup group = group(Pools.limited(1, 1), Pools.limited(2, 1));
        assertThat(group.eject(Pools.key(1).address(), Duration.ofSeconds(30))).isTrue();
        assertThat(group.eject(Pools.key(2).address(), Duration.ofSeconds(20))).isTrue();

        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);
        Request third = Request.to(group, loop);

        assertThat(List.of(first.port(), second.port())).containsExactly(2, 1);
        assertThat(third.waits()).isTrue();
    }

    @Test
    void failRefusesRatherThanUseALastResort() {
        UpstreamGroup group =
                Pools.group(loop, Pools.with(Upstream.WhenNoneUsable.FAIL, Pools.blue(Pools.server(1), Pools.down(2))));
        assertThat(group.eject(Pools.key(1).address(), Duration.ofMinutes(10))).isTrue();

        assertThat(Request.to(group, loop).refusal()).isEqualTo(new Places.Refusal(Outcome.NO_SERVER, 60));
    }

    @Test
    void neitherDownNorDrainedIsALastResort() {
        UpstreamGroup group = group(Pools.down(1), Pools.server(2));
        assertThat(group.drain(Pools.key(2).address(), true)).isTrue();

        assertThat(Request.to(group, loop).refusal().outcome()).isEqualTo(Outcome.NO_SERVER);
    }

    private UpstreamGroup group(Server... servers) {
        return Pools.group(loop, Pools.blue(servers));
    }
}
