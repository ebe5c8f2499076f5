package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final Duration HUNDRED = Duration.ofSeconds(100);

    private final ManualLoop loop = new ManualLoop();

    @Test
    void noServerRampsAtTheStart() {
        UpstreamGroup group = group(ramping(1), ramping(2));

        assertThat(states(group)).containsExactly(ServerStatus.State.UP, ServerStatus.State.UP);
        assertThat(share(group)).isEqualTo(0.5);
    }

    @Test
    void theShareGrowsFromATenthToAll() {
        UpstreamGroup group = group(ramping(1), ramping(2));
        assertThat(group.eject(Pools.key(1).address(), HUNDRED)).isTrue();
        assertThat(group.restore(Pools.key(1).address())).isTrue();

        assertThat(states(group).getFirst()).isEqualTo(ServerStatus.State.SLOW_START);
        assertThat(reason(group)).isEqualTo("share grows, now 10 %");
        assertThat(share(group)).isCloseTo(0.1 / 1.1, within(0.01));
        loop.advance(50_000);
        assertThat(reason(group)).isEqualTo("share grows, now 55 %");
        assertThat(share(group)).isCloseTo(0.55 / 1.55, within(0.01));
        loop.advance(50_000);
        assertThat(states(group).getFirst()).isEqualTo(ServerStatus.State.UP);
        assertThat(share(group)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void aPassedTrialStartsIt() {
        UpstreamGroup group = group(Pools.ramping(1, 0, HUNDRED), ramping(2));
        Request.again(group, loop, List.of(ramping(2))).fails();
        loop.advance(10_000);
        Request trial = Request.again(group, loop, List.of(ramping(2)));

        assertThat(states(group).getFirst()).isEqualTo(ServerStatus.State.HALF_OPEN);
        trial.succeeds();

        assertThat(states(group).getFirst()).isEqualTo(ServerStatus.State.SLOW_START);
    }

    @Test
    void healthThatIsBackStartsItAndEndsNoEjection() {
        UpstreamGroup group = group(ramping(1), ramping(2));
        group.health(Pools.key(1).address(), false, "status 500");
        assertThat(states(group).getFirst()).isEqualTo(ServerStatus.State.UNHEALTHY);
        assertThat(reason(group)).isEqualTo("status 500");
        group.health(Pools.key(1).address(), true, "");
        assertThat(states(group).getFirst()).isEqualTo(ServerStatus.State.SLOW_START);

        assertThat(group.eject(Pools.key(2).address(), HUNDRED)).isTrue();
        group.health(Pools.key(2).address(), false, "status 500");
        group.health(Pools.key(2).address(), true, "");

        assertThat(states(group).getLast()).isEqualTo(ServerStatus.State.EJECTED);
    }

    @Test
    void maxConnsRampsFromOne() {
        UpstreamGroup group = group(Pools.ramping(1, 5, HUNDRED));
        assertThat(group.eject(Pools.key(1).address(), HUNDRED)).isTrue();
        assertThat(group.restore(Pools.key(1).address())).isTrue();
        List<Request> granted = new ArrayList<>();

        int atOnce = fill(group, granted);
        loop.advance(50_000);
        int half = fill(group, granted);
        loop.advance(50_000);
        int full = fill(group, granted);

        assertThat(List.of(atOnce, half, full)).containsExactly(1, 2, 5);
    }

    @Test
    void aServerThatJoinsRampsAndAWholeNewSetDoesNot() {
        UpstreamGroup group = group(ramping(1));

        group.apply(upstream(ramping(1), ramping(2)));
        assertThat(states(group)).containsExactly(ServerStatus.State.UP, ServerStatus.State.SLOW_START);
        group.apply(upstream(ramping(3), ramping(4)));

        assertThat(states(group)).containsExactly(ServerStatus.State.UP, ServerStatus.State.UP);
    }

    private int fill(UpstreamGroup group, List<Request> granted) {
        Request next = Request.to(group, loop);
        while (next.granted()) {
            granted.add(next);
            next = Request.to(group, loop);
        }
        return granted.size();
    }

    private double share(UpstreamGroup group) {
        int first = 0;
        for (int i = 0; i < 1000; i++) {
            Request request = Request.to(group, loop);
            first += request.port() == 1 ? 1 : 0;
            request.succeeds();
        }
        return first / 1000.0;
    }

    private static String reason(UpstreamGroup group) {
        return status(group).getFirst().reason();
    }

    private static List<ServerStatus.State> states(UpstreamGroup group) {
        return status(group).stream().map(ServerStatus::state).toList();
    }

    private static List<ServerStatus> status(UpstreamGroup group) {
        List<ServerStatus> all = new ArrayList<>();
        group.status(all);
        return all;
    }

    private UpstreamGroup group(Server... servers) {
        return Pools.group(loop, upstream(servers));
    }

    private static Upstream upstream(Server... servers) {
        return Pools.with(
                new Upstream.Queue(0, Duration.ofSeconds(1)),
                Pools.with(new Balance.RoundRobin(), Pools.blue(servers)));
    }

    private static Server ramping(int port) {
        return Pools.ramping(port, 0, HUNDRED);
    }
}
