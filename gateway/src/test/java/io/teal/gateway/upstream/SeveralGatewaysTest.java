package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.shared.GroupLoad;
import io.teal.gateway.upstream.shared.PeerLoad;
import io.teal.gateway.upstream.shared.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several gateways in front of the same servers, of which each hears what the others have every 200 ms, and time that the test turns. */
class SeveralGatewaysTest {
    private static final int BEAT = 200;

    private final ManualLoop loop = new ManualLoop();
    private final Random random = new Random(7);
    private final List<Gateway> gateways = new ArrayList<>();

    /** One of them. */
    private static final class Gateway {
        private final String name;
        private final UpstreamGroup group;
        private final List<Running> running = new ArrayList<>();
        private @Nullable PeerLoad told;
        private long sequence;
        private boolean silent;

        Gateway(String name, UpstreamGroup group) {
            this.name = name;
            this.group = group;
        }

        int at(int port) {
            return (int) running.stream()
                    .filter(one -> one.request.holds() && one.request.port() == port)
                    .count();
        }

        int holding() {
            return (int) running.stream().filter(one -> one.request.holds()).count();
        }
    }

    private static final class Running {
        private final Request request;
        private long until;

        Running(Request request) {
            this.request = request;
        }
    }

    private void gateways(int count, Upstream upstream) {
        for (int i = 0; i < count; i++) {
            gateways.add(new Gateway("gateway-" + i, Pools.group(loop, upstream)));
        }
    }

    private static Upstream queueing(Upstream upstream) {
        return Pools.with(new Upstream.Queue(1000, Duration.ofHours(1)), upstream);
    }

    private void ask(Gateway gateway, int times) {
        for (int i = 0; i < times; i++) {
            gateway.running.add(new Running(Request.to(gateway.group, loop)));
        }
    }

    private void tell(Gateway gateway) {
        GroupLoad load = hear(gateway);
        gateway.told = new PeerLoad(gateway.name, ++gateway.sequence, load);
        for (Gateway other : gateways) {
            if (other != gateway) {
                var unused = hear(other);
            }
        }
    }

    private GroupLoad hear(Gateway gateway) {
        List<PeerLoad> others = new ArrayList<>();
        for (Gateway other : gateways) {
            if (other != gateway && other.told != null && !other.silent) {
                others.add(other.told);
            }
        }
        return gateway.group.share(new Round(gateway.name, loop.getAsLong() / 1_000_000, others));
    }

    private int at(int port) {
        return gateways.stream().mapToInt(gateway -> gateway.at(port)).sum();
    }

    /** Turns time in steps of 10 ms; each gateway tells in its own tenth of the beat, answers take about so long. */
    private void pass(int millis, int answerMillis, boolean askAgain, Runnable check) {
        for (int passed = 0; passed < millis; passed += 10) {
            loop.advance(10);
            loop.run();
            long now = loop.getAsLong() / 1_000_000;
            for (int i = 0; i < gateways.size(); i++) {
                Gateway gateway = gateways.get(i);
                if (!gateway.silent && (now + i * 70L) % BEAT == 0) {
                    tell(gateway);
                }
                loop.run();
                for (Running one : List.copyOf(gateway.running)) {
                    if (one.request.holds() && one.until == 0) {
                        one.until = now + answerMillis / 2 + random.nextInt(answerMillis);
                    } else if (one.request.holds() && one.until <= now) {
                        one.request.succeeds();
                        gateway.running.remove(one);
                        if (askAgain) {
                            ask(gateway, 1);
                        }
                    }
                }
            }
            loop.run();
            check.run();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 4, 1000", "3, 4, 1000", "3, 7, 300", "2, 1, 700", "4, 3, 500", "3, 8, 90"})
    void theyKeepWithinThePlacesOfAServerAndUseThem(int count, int places, int answerMillis) {
        gateways(count, queueing(Pools.blue(Pools.limited(1, places))));
        gateways.forEach(gateway -> ask(gateway, 12));
        // Before they have heard of each other, each takes what there is.
        pass(BEAT + 3 * answerMillis / 2 + 2 * BEAT, answerMillis, true, () -> {});
        long[] sum = new long[2];

        pass(20_000, answerMillis, true, () -> {
            assertThat(at(1)).isLessThanOrEqualTo(places);
            sum[0] += at(1);
            sum[1]++;
        });

        assertThat((double) sum[0] / sum[1]).as("places in use").isGreaterThan(0.8 * places);
        if (places >= count) {
            assertThat(gateways).allSatisfy(gateway -> assertThat(gateway.holding())
                    .isBetween(places / count - 1, places / count + 1));
        }
    }

    @Test
    void aPlaceTooFewForAllGoesRound() {
        gateways(2, queueing(Pools.blue(Pools.limited(1, 1))));
        gateways.forEach(gateway -> ask(gateway, 5));
        int[] served = new int[2];

        pass(40_000, 300, true, () -> {
            for (int i = 0; i < 2; i++) {
                served[i] += gateways.get(i).at(1);
            }
        });

        assertThat(served[0]).isGreaterThan(500);
        assertThat(served[1]).isGreaterThan(500);
    }

    @Test
    void placesOfAGatewayThatHasNothingToDoAreUsed() {
        gateways(2, queueing(Pools.blue(Pools.limited(1, 4))));
        ask(gateways.get(1), 12);
        gateways.forEach(this::tell);

        pass(5_000, 500, true, () -> assertThat(gateways.get(1).at(1)).isEqualTo(4));
    }

    @Test
    void whoeverComesLaterGetsItsShare() {
        gateways(2, queueing(Pools.blue(Pools.limited(1, 4))));
        ask(gateways.get(0), 12);
        pass(2_000, 500, true, () -> {});
        assertThat(gateways.get(0).at(1)).isEqualTo(4);

        ask(gateways.get(1), 12);
        pass(3_000, 500, true, () -> assertThat(at(1)).isLessThanOrEqualTo(4));

        assertThat(gateways.get(0).at(1)).isBetween(1, 2);
        assertThat(gateways.get(1).at(1)).isBetween(1, 2);
    }

    @Test
    void whatASilentGatewayHadIsFreeAgain() {
        gateways(2, queueing(Pools.blue(Pools.limited(1, 4))));
        ask(gateways.get(0), 4);
        tell(gateways.get(0));
        ask(gateways.get(1), 4);
        loop.run();
        assertThat(gateways.get(1).at(1)).isZero();

        gateways.get(0).silent = true;
        var unused = hear(gateways.get(1));
        loop.run();

        assertThat(gateways.get(1).at(1)).isEqualTo(4);
    }

    @Test
    void theLoadOfOthersCountsWhereServersAreCompared() {
        gateways(2, Pools.blue(Pools.server(1), Pools.server(2)));
        ask(gateways.get(0), 10);
        gateways.get(0).running.stream().filter(one -> one.request.port() == 1).forEach(one -> one.request.succeeds());
        tell(gateways.get(0));

        ask(gateways.get(1), 5);

        assertThat(gateways.get(1).at(1)).isEqualTo(5);
        List<ServerStatus> status = new ArrayList<>();
        gateways.get(1).group.status(status);
        assertThat(status).extracting(ServerStatus::elsewhere).containsExactly(0, 5);
        assertThat(status)
                .extracting(ServerStatus::leases)
                .containsExactly(gateways.get(1).at(1), gateways.get(1).at(2));
    }

    /** A server that has just come back looks idle to all: together they must not give it more than it takes to be even. */
    @ParameterizedTest
    @CsvSource({"2", "4", "8"})
    void theyDoNotAllRunToTheServerThatHasLeast(int count) {
        gateways(count, Pools.blue(Pools.server(1), Pools.server(2), Pools.server(3)));
        for (int i = 0; i < 3; i++) {
            gateways.forEach(this::tell);
            gateways.forEach(gateway -> ask(gateway, 10));
        }
        for (Gateway gateway : gateways) {
            gateway.running.stream().filter(one -> one.request.port() == 2).forEach(one -> one.request.succeeds());
            gateway.running.removeIf(one -> !one.request.holds());
        }
        gateways.forEach(this::tell);
        assertThat(at(2)).isZero();

        // In one beat, in which nobody hears of the others, there come as many as it takes, and half as many again.
        for (int i = 0; i < 15; i++) {
            gateways.forEach(gateway -> ask(gateway, 1));
        }

        int even = (at(1) + at(2) + at(3)) / 3;
        assertThat(List.of(at(1), at(2), at(3)))
                .allSatisfy(load -> assertThat(load).isBetween(even * 3 / 4, even * 5 / 4));
    }

    @Test
    void whoHasTheTrafficAloneFindsTheLeastLoadedServer() {
        gateways(2, Pools.blue(Pools.server(1), Pools.server(2)));
        gateways.forEach(this::tell);
        ask(gateways.get(0), 6);
        gateways.get(0).running.stream().filter(one -> one.request.port() == 2).forEach(one -> one.request.succeeds());
        gateways.forEach(this::tell);

        ask(gateways.get(0), 3);

        assertThat(at(1)).isEqualTo(3);
        assertThat(at(2)).isEqualTo(3);
    }

    @Test
    void whoIsSentAwayIsToldAPaceThatCountsPlacesFreedElsewhere() {
        gateways(2, Pools.with(new Upstream.Queue(0, Duration.ofSeconds(1)), Pools.blue(Pools.limited(1, 2))));
        ask(gateways.get(0), 2);
        tell(gateways.get(0));
        for (int i = 0; i < 20; i++) {
            loop.advance(1_000);
            gateways.get(0).running.getFirst().request.succeeds();
            gateways.get(0).running.removeFirst();
            tell(gateways.get(0));
            ask(gateways.get(0), 1);
            tell(gateways.get(0));
        }

        Request refused = Request.to(gateways.get(1).group, loop);

        assertThat(refused.refusal().retryAfterSeconds()).isBetween(1, 2);
    }
}
