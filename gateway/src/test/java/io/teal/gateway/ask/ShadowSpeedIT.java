package io.teal.gateway.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.Questions;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.SeenStream;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Clients wait as long for their first token while all they ask also goes to another colour. The servers take the same time for
 * every first token, less than real ones do: what a shadow adds is seen, and nothing that a server adds.
 */
class ShadowSpeedIT {
    private static final Map<String, String> FIRST_TOKEN = Map.of("ms", "250");
    private static final Map<String, String> NEXT_TOKENS = Map.of("ms", "5");
    private static final int CLIENTS = 16;
    private static final int QUESTIONS = 6;
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 9;
    private static final double MOST = 1.05;

    @Test
    void theFirstTokenComesNoLaterWithShadows() throws Exception {
        List<Long> without = new ArrayList<>();
        List<Long> with = new ArrayList<>();
        double ratio = Double.MAX_VALUE;
        try (Fleet fleet = Fleet.start(
                        Instance.named("blue-1").withTiming(Timing.instant()),
                        Instance.named("green-1").withTiming(Timing.instant()));
                TestGateway gateway = TestGateway.start(routing(fleet, 100))) {
            for (SimulatedServer server : fleet.servers()) {
                server.faults().set(Fault.SLOW_FIRST_TOKEN, 1, FIRST_TOKEN);
                server.faults().set(Fault.SLOW_DRIP, 1, NEXT_TOKENS);
            }
            // The compiler gets better at it meanwhile: both are measured in turns, after one that is not.
            long unused = round(gateway);
            for (int round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || ratio >= MOST); round++) {
                gateway.publish(TestGateway.routing(routing(fleet, 0)));
                without.add(round(gateway));
                gateway.publish(TestGateway.routing(routing(fleet, 100)));
                long sent = sent(gateway);
                with.add(round(gateway));
                await().until(() -> gateway.leases() == 0);
                ratio = (double) median(with) / median(without);
                long more = sent(gateway) - sent;
                assertThat(more).isGreaterThan(CLIENTS * QUESTIONS / 2);
                System.err.printf(
                        "first token p99 %.1f ms without, %.1f ms with %d shadows; ratio of medians %.3f%n",
                        without.getLast() / 1e6, with.getLast() / 1e6, more, ratio);
            }
        }
        assertThat(ratio)
                .as("p99 of the first token with shadows %s, without %s", with, without)
                .isLessThan(MOST);
    }

    private static String routing(Fleet fleet, int share) {
        return """
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: %s, max_conns: 128}]}
                      green: {servers: [{address: %s, max_conns: 128}]}
                    traffic: {split: {blue: 100, green: 0}}
                    shadow: {to: green, share: %d%%}
                routes: [{name: all, match: {path: /}, service: chat, answers: chatchat}]
                """.formatted(
                        fleet.servers().get(0).address(), fleet.servers().get(1).address(), share);
    }

    private static long sent(TestGateway gateway) {
        return gateway.gateway().shadows().read().getFirst().sent();
    }

    private static long median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** The 99th percentile of the time to the first token, nanoseconds. */
    private static long round(TestGateway gateway) throws InterruptedException {
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().start(() -> ask(gateway.port(), times)));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(times).hasSize(CLIENTS * QUESTIONS);
        long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        assertThat(LongStream.of(sorted).min().orElseThrow()).isPositive();
        return sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
    }

    private static void ask(int port, Queue<Long> times) {
        for (int i = 0; i < QUESTIONS; i++) {
            try (RawClient client = new RawClient(port)) {
                long asked = System.nanoTime();
                String unused = client.send(Questions.streamed()).head();
                SeenStream stream = new SeenStream(client);
                stream.readTokens(1);
                times.add(stream.tokens().getFirst().at() - asked);
                stream.readRest();
            } catch (IOException e) {
                return;
            }
        }
    }
}
