package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** nginx's window arithmetic, with {@code max_fails=3 fail_timeout=10s}. */
class NginxEjectionTest {
    private final ManualLoop loop = new ManualLoop();
    private final UpstreamGroup group = Pools.group(
            loop,
            Pools.with(
                    Upstream.Ejection.NGINX,
                    Pools.blue(
                            Pools.failing(1, 3, Duration.ofSeconds(10)), Pools.failing(2, 0, Duration.ofSeconds(10)))));

    @Test
    void failuresNineSecondsApartAddUpDespiteSuccesses() {
        first().fails();
        loop.advance(4_000);
        first().succeeds();
        loop.advance(5_000);
        first().fails();
        loop.advance(9_000);
        assertThat(hidden()).isFalse();
        first().fails();

        assertThat(hidden()).isTrue();
        assertThat(status().reason()).isEqualTo("3 failures, the last: connect refused");
    }

    @Test
    void aPickAfterTheTimeoutAndASuccessClearTheCount() {
        first().fails();
        first().fails();
        loop.advance(11_000);
        first().succeeds();
        first().fails();
        first().fails();
        assertThat(hidden()).isFalse();
        first().fails();

        assertThat(hidden()).isTrue();
    }

    @Test
    void aSuccessExactlyAtTheTimeoutClearsNothing() {
        first().fails();
        first().fails();
        loop.advance(10_000);
        first().succeeds();
        first().fails();

        assertThat(hidden()).isTrue();
    }

    @Test
    void theEjectionLastsUntilTheSecondAfterTheTimeout() {
        eject();

        loop.advance(10_999);
        assertThat(hidden()).isTrue();
        loop.advance(1);

        assertThat(hidden()).isFalse();
    }

    @Test
    void onePickIsTheProbeAndASlowOneReleasesASecond() {
        eject();
        loop.advance(11_000);

        Request probe = first();

        assertThat(hidden()).isTrue();
        loop.advance(11_000);
        assertThat(hidden()).isFalse();
        Request second = first();
        assertThat(hidden()).isTrue();
        probe.succeeds();
        assertThat(hidden()).isFalse();
        second.succeeds();
        assertThat(status().state()).isEqualTo(ServerStatus.State.UP);
    }

    @Test
    void aFailedProbeHidesAgainAtOnce() {
        eject();
        loop.advance(11_000);
        Request probe = first();
        loop.advance(5_000);

        probe.fails();

        loop.advance(10_999);
        assertThat(hidden()).isTrue();
        loop.advance(1);
        assertThat(hidden()).isFalse();
    }

    @Test
    void theStatusTellsTheTimeLeft() {
        eject();
        loop.advance(4_000);

        assertThat(status().state()).isEqualTo(ServerStatus.State.EJECTED);
        assertThat(status().ejectedFor()).isEqualTo(Duration.ofSeconds(7));
        loop.advance(7_000);
        assertThat(status().state()).isEqualTo(ServerStatus.State.HALF_OPEN);
    }

    private void eject() {
        first().fails();
        first().fails();
        first().fails();
    }

    private Request first() {
        return Request.again(group, loop, List.of(second()));
    }

    /** Whether the first server takes no request; asks without taking one. */
    private boolean hidden() {
        return status().state() == ServerStatus.State.EJECTED;
    }

    private ServerStatus status() {
        List<ServerStatus> all = new ArrayList<>();
        group.status(all);
        return all.getFirst();
    }

    private Server second() {
        return group.spec().servers().get(1);
    }
}
