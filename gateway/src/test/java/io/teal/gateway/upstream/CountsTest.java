package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Ejection;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.stats.Stats;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an upstream counts of its line and its servers. */
class CountsTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final long SECOND = 1_000_000_000;

    private final ManualLoop loop = new ManualLoop();
    private final Stats stats = new Stats();

    private UpstreamGroup group(Upstream upstream) {
        return Pools.group(loop, stats, upstream);
    }

    private Snapshot.Upstream counted() {
        return stats.snapshot().upstreams().getFirst();
    }

    private long ejected(Ejection why) {
        return counted().ejections().getOrDefault(why, 0L);
    }

    @Test
    void aWaitIsCountedHoweverItEnds() {
        // Given: one that is served at once, three that wait.
        UpstreamGroup group =
                group(Pools.with(new Upstream.Queue(8, Duration.ofSeconds(30)), Pools.blue(Pools.limited(1, 1))));
        Request running = Request.to(group, loop);
        Request served = Request.to(group, loop);
        Request leaves = Request.to(group, loop);
        Request late = Request.to(group, loop);
        assertThat(counted().waits().count()).isZero();

        // When
        loop.advance(1_000);
        leaves.leave();
        loop.advance(1_000);
        running.succeeds();
        loop.run();
        loop.advance(28_000);

        // Then
        assertThat(served.granted()).isTrue();
        assertThat(late.answers()).isEqualTo(1);
        assertThat(counted().waits().count()).isEqualTo(3);
        assertThat(counted().waits().sumNanos()).isBetween(33 * SECOND, 33 * SECOND + SECOND / 100);
    }

    @Test
    void anEjectionIsCountedByItsReason() {
        // Given
        Server one = Pools.failing(1, 1, TEN);
        UpstreamGroup group = group(Pools.blue(one, Pools.server(2)));

        // When: it fails, and once more in its trial.
        fail(group, one);
        loop.advance(10_000);
        fail(group, one);

        // Then
        assertThat(ejected(Ejection.FAILURES)).isEqualTo(1);
        assertThat(ejected(Ejection.TRIAL)).isEqualTo(1);

        // When
        assertThat(group.eject(Pools.server(2).address(), TEN)).isTrue();
        group.health(one.address(), false, "status 500");
        group.health(one.address(), false, "status 500");

        // Then
        assertThat(ejected(Ejection.OPERATOR)).isEqualTo(1);
        assertThat(ejected(Ejection.CHECK)).isEqualTo(1);
        assertThat(ejected(Ejection.FAILURES)).isEqualTo(1);
    }

    @Test
    void failuresByTheArithmeticOfNginxAreFailures() {
        // Given
        Server one = Pools.failing(1, 2, TEN);
        UpstreamGroup group = group(Pools.with(Upstream.Ejection.NGINX, Pools.blue(one, Pools.server(2))));

        // When
        fail(group, one);
        fail(group, one);

        // Then
        assertThat(ejected(Ejection.FAILURES)).isEqualTo(1);
    }

    /** Fails on this server, though others may be asked first. */
    private void fail(UpstreamGroup group, Server server) {
        Request request = Request.again(group, loop, List.of(Pools.server(2)));
        assertThat(request.lease().server().address()).isEqualTo(server.address());
        request.fails();
    }
}
