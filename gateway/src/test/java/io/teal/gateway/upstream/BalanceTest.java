package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BalanceTest {
    private static final Balance HASH = new Balance.Hash(new RequestAttribute.ClientIp());

    private final ManualLoop loop = new ManualLoop();

    @Test
    void roundRobinIsSmooth() {
        UpstreamGroup group = group(Pools.with(
                new Balance.RoundRobin(),
                Pools.blue(Pools.weighted(1, 5), Pools.weighted(2, 1), Pools.weighted(3, 1))));

        assertThat(ports(group, 14)).containsExactly(1, 1, 2, 1, 3, 1, 1, 1, 1, 2, 1, 3, 1, 1);
    }

    @Test
    void tiesOfLeastConnTakeTurnsByWeight() {
        UpstreamGroup group = group(Pools.blue(Pools.weighted(1, 5), Pools.weighted(2, 1), Pools.weighted(3, 1)));
        List<Integer> ports = new ArrayList<>();

        for (int i = 0; i < 7; i++) {
            Request request = Request.to(group, loop);
            ports.add(request.port());
            request.succeeds();
        }

        assertThat(ports).containsExactly(1, 1, 2, 1, 3, 1, 1);
    }

    /** Whatever happened before, the chosen server has the least leases for its weight, and a tie is no shortcut. */
    @Property
    void leastConnIsExact(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 1000) Integer> weights,
            @ForAll Random random) {
        ManualLoop clock = new ManualLoop();
        Server[] servers = new Server[weights.size()];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = Pools.weighted(i + 1, weights.get(i));
        }
        UpstreamGroup group = Pools.group(clock, Pools.blue(servers));
        int[] leases = new int[servers.length];
        long[] turns = new long[servers.length];
        List<Request> running = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            if (!running.isEmpty() && random.nextInt(5) < 2) {
                Request ended = running.remove(random.nextInt(running.size()));
                leases[ended.port() - 1]--;
                ended.succeeds();
                continue;
            }
            int expected = naive(weights, leases, turns);
            Request request = Request.to(group, clock);
            assertThat(request.port()).isEqualTo(expected + 1);
            leases[expected]++;
            running.add(request);
        }
    }

    @Test
    void leastTimePrefersUnknownThenQuick() {
        UpstreamGroup group = group(Pools.with(new Balance.LeastTime(), Pools.blue(Pools.server(1), Pools.server(2))));
        Request slow = Request.to(group, loop);
        slow.lease().firstByte(900_000_000);
        slow.succeeds();
        Request quick = Request.to(group, loop);
        quick.lease().firstByte(100_000_000);
        quick.succeeds();

        assertThat(slow.port()).isEqualTo(1);
        assertThat(quick.port()).isEqualTo(2);
        assertThat(ports(group, 10)).containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 1, 2);
    }

    @Test
    void leastTimeAsksAForgottenServerAgain() {
        UpstreamGroup group = group(Pools.with(new Balance.LeastTime(), Pools.blue(Pools.server(1), Pools.server(2))));
        Request slow = Request.to(group, loop);
        slow.lease().firstByte(900_000_000);
        slow.succeeds();
        loop.advance(60_000);
        Request quick = Request.to(group, loop);
        quick.lease().firstByte(100_000_000);
        quick.succeeds();

        assertThat(quick.port()).isEqualTo(2);
        assertThat(ports(group, 3)).containsExactly(1, 2, 1);
    }

    /** The head of a stream comes at once from everyone; who is quick shows in the first token. */
    @Test
    void leastTimeGoesByTokensOnceOneIsKnown() {
        UpstreamGroup group = group(Pools.with(new Balance.LeastTime(), Pools.blue(Pools.server(1), Pools.server(2))));
        Request slow = Request.to(group, loop);
        slow.lease().firstByte(5_000_000);
        slow.lease().firstToken(900_000_000, 100);
        slow.succeeds();
        Request quick = Request.to(group, loop);
        quick.lease().firstByte(9_000_000);
        quick.lease().firstToken(100_000_000, 100);
        quick.succeeds();

        assertThat(slow.port()).isEqualTo(1);
        assertThat(quick.port()).isEqualTo(2);
        assertThat(ports(group, 10)).containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 1, 2);
    }

    @Test
    void leastTimeAsksAServerWhoseTokensAreUnknown() {
        UpstreamGroup group = group(Pools.with(new Balance.LeastTime(), Pools.blue(Pools.server(1), Pools.server(2))));
        Request known = Request.to(group, loop);
        known.lease().firstToken(50_000_000, 100);
        known.succeeds();
        Request plain = Request.to(group, loop);
        plain.lease().firstByte(900_000_000);
        plain.succeeds();

        assertThat(plain.port()).isEqualTo(2);
        assertThat(ports(group, 3)).containsExactly(2, 1, 1);
    }

    @Test
    void hashKeepsSendersAndMovesOnlyThoseOfAServerThatGoes() {
        UpstreamGroup four =
                group(Pools.with(HASH, Pools.blue(Pools.server(1), Pools.server(2), Pools.server(3), Pools.server(4))));
        UpstreamGroup three = group(Pools.with(HASH, Pools.blue(Pools.server(1), Pools.server(2), Pools.server(3))));
        int moved = 0;
        int[] share = new int[5];

        for (long sender = 1; sender <= 4000; sender++) {
            int before = port(four, sender);
            assertThat(port(four, sender)).isEqualTo(before);
            share[before]++;
            int after = port(three, sender);
            if (before != 4) {
                assertThat(after).isEqualTo(before);
            } else {
                moved++;
            }
        }

        assertThat(moved).isBetween(850, 1150);
        assertThat(share[1]).isBetween(850, 1150);
    }

    @Test
    void hashFollowsWeights() {
        UpstreamGroup group = group(Pools.with(HASH, Pools.blue(Pools.weighted(1, 3), Pools.weighted(2, 1))));
        int first = 0;

        for (long sender = 1; sender <= 4000; sender++) {
            first += port(group, sender) == 1 ? 1 : 0;
        }

        assertThat(first).isBetween(2850, 3150);
    }

    /** The bound of HAProxy: no server above the rounded up 125 % of its share. */
    @Property
    void hashIsBounded(@ForAll @IntRange(min = 2, max = 6) int count, @ForAll long sender) {
        ManualLoop clock = new ManualLoop();
        Server[] servers = new Server[count];
        for (int i = 0; i < count; i++) {
            servers[i] = Pools.server(i + 1);
        }
        UpstreamGroup group = Pools.group(clock, Pools.with(HASH, Pools.blue(servers)));
        int[] leases = new int[count];

        for (int n = 1; n <= 50; n++) {
            int port = Request.to(group, clock, sender).port();
            leases[port - 1]++;
            assertThat(leases[port - 1]).isLessThanOrEqualTo((int) Math.ceil(1.25 * n / count));
        }
    }

    @Test
    void withoutAHashTheFewestLeasesDecide() {
        UpstreamGroup group = group(Pools.with(HASH, Pools.blue(Pools.server(1), Pools.server(2))));

        assertThat(group.attribute()).isEqualTo(new RequestAttribute.ClientIp());
        assertThat(ports(group, 4)).containsExactly(1, 2, 2, 1);
    }

    private static int naive(List<Integer> weights, int[] leases, long[] turns) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < leases.length; i++) {
            least = Math.min(least, (double) leases[i] / weights.get(i));
        }
        List<Integer> tied = new ArrayList<>();
        for (int i = 0; i < leases.length; i++) {
            if ((double) leases[i] / weights.get(i) == least) {
                tied.add(i);
            }
        }
        if (tied.size() == 1) {
            return tied.getFirst();
        }
        long total = 0;
        for (int i : tied) {
            turns[i] += weights.get(i);
            total += weights.get(i);
        }
        int best = tied.getFirst();
        for (int i : tied) {
            best = turns[i] > turns[best] ? i : best;
        }
        turns[best] -= total;
        return best;
    }

    private int port(UpstreamGroup group, long hash) {
        Request request = Request.to(group, loop, hash);
        request.succeeds();
        return request.port();
    }

    private List<Integer> ports(UpstreamGroup group, int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(Request.to(group, loop).port());
        }
        return ports;
    }

    private UpstreamGroup group(Upstream upstream) {
        return Pools.group(loop, upstream);
    }
}
