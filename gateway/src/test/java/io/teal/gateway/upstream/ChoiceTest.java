package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.recent.Choice;
import io.teal.gateway.routing.Server;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a lease says of how its server was chosen. */
class ChoiceTest {
    private final ManualLoop loop = new ManualLoop();

    @Test
    void says_what_stood_against_each_server() {
        UpstreamGroup group = group(
                Pools.limited(1, 1),
                Pools.server(2),
                Pools.server(3),
                Pools.server(4),
                Pools.server(5),
                Pools.down(6),
                Pools.backup(7),
                Pools.server(8));
        assertThat(Request.to(group, loop).port()).isEqualTo(1);
        assertThat(group.eject(Pools.key(3).address(), Duration.ofSeconds(30))).isTrue();
        assertThat(group.drain(Pools.key(4).address(), true)).isTrue();
        group.health(Pools.key(5).address(), false, "status 500");

        Request request = Request.again(group, loop, List.of(Pools.server(2)));

        Choice choice = Objects.requireNonNull(request.lease().choice());
        assertThat(choice.taken()).isEqualTo(request.lease().key()).isEqualTo(Pools.key(8));
        assertThat(IntStream.range(0, choice.size()).mapToObj(choice::state))
                .containsExactly(
                        Choice.State.FULL,
                        Choice.State.TRIED,
                        Choice.State.EJECTED,
                        Choice.State.DRAINING,
                        Choice.State.UNHEALTHY,
                        Choice.State.DOWN,
                        Choice.State.BACKUP,
                        Choice.State.UP);
        assertThat(IntStream.range(0, choice.size()).map(choice::leases)).containsExactly(1, 0, 0, 0, 0, 0, 0, 0);
        assertThat(choice.server(6)).isEqualTo(Pools.key(7));
    }

    @Test
    void is_that_of_the_moment_in_which_a_place_became_free() {
        UpstreamGroup group = group(Pools.limited(1, 1), Pools.down(2));
        Request first = Request.to(group, loop);
        Request second = Request.to(group, loop);
        assertThat(second.waits()).isTrue();
        first.lease().end(Lease.Verdict.SUCCESS);
        loop.run();

        Choice choice = Objects.requireNonNull(second.lease().choice());
        assertThat(choice.leases(0)).isZero();
        assertThat(choice.state(0)).isEqualTo(Choice.State.UP);
    }

    private UpstreamGroup group(Server... servers) {
        return Pools.group(loop, Pools.blue(servers));
    }
}
