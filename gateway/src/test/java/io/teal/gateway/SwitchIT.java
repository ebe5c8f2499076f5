package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.testing.Load;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishing revisions while requests run. */
class SwitchIT {
    private static final int CLIENTS = 64;
    private static final int EVENTS = 15;

    private Fleet fleet;
    private String blue;
    private String green;

    /** A request as its client saw it; times are those of {@link System#nanoTime}. */
    private record Seen(long started, long ended, String upstream, int revision) {}

    /** A publish; {@code called} before it, {@code returned} after it. */
    private record Published(long called, long returned, String upstream) {}

    @BeforeEach
    void startServers() {
        fleet = Fleet.start(
                Instance.named("blue").withTiming(Timing.instant()),
                Instance.named("green").withTiming(Timing.instant()));
        blue = fleet.server("blue").address();
        green = fleet.server("green").address();
    }

    @AfterEach
    void stopServers() {
        fleet.close();
    }

    private String routing(int blueConnections, String split) {
        return """
            services:
              chat:
                upstreams:
                  blue: {servers: [{address: %1$s, max_conns: %3$s, max_fails: 0}], queue: {size: 64, wait: 30s}}
                  green: {servers: [%2$s]}
                traffic: {split: {%4$s}}
            routes:
              - {name: all, match: {path: /}, service: chat}
            """.formatted(blue, green, blueConnections, split);
    }

    /** Asks, a third of the clients for a stream of about a second, and remembers who answered. */
    private static Load load(TestGateway gateway, Queue<Seen> seen) {
        return Load.start(gateway.port(), CLIENTS, (client, who, i) -> {
            boolean stream = who % 3 == 0;
            long started = System.nanoTime();
            Answer answer = client.get(
                    stream ? "/__fake/sse?interval_ms=60&events=" + EVENTS + "&size=" + who : "/__fake/small");
            assertThat(answer.status()).isEqualTo(200);
            seen.add(new Seen(
                    started, System.nanoTime(), answer.upstream(), Integer.parseInt(answer.field("X-Teal-Revision"))));
            if (stream) {
                assertThat(answer.body().split("\r\n\r\n", -1)).hasSize(EVENTS + 1);
            } else {
                assertThat(answer.instance()).isEqualTo(answer.upstream());
            }
        });
    }

    private static Published publish(TestGateway gateway, String upstream) {
        long called = System.nanoTime();
        gateway.split(
                "chat", Map.of("blue", upstream.equals("blue") ? 1 : 0, "green", upstream.equals("blue") ? 0 : 1));
        return new Published(called, System.nanoTime(), upstream);
    }

    @Test
    void aSwitchFailsNothingAndHoldsFromItsReturn() throws Exception {
        try (TestGateway gateway = TestGateway.start(routing(0, "blue: 1, green: 0"))) {
            Queue<Seen> seen = new ConcurrentLinkedQueue<>();
            try (Load load = load(gateway, seen)) {
                load.awaitMore(300);
                await().until(() -> gateway.server(blue).leases() >= CLIENTS / 3);

                // When
                Published published = publish(gateway, "green");
                int runningOnBlue = gateway.server(blue).leases();
                load.awaitMore(600);

                // Then
                assertThat(load.stop()).isEmpty();
                assertThat(runningOnBlue).as("streams begun on blue").isGreaterThanOrEqualTo(CLIENTS / 3 / 2);
                assertThat(seen)
                        .noneMatch(request -> request.started() > published.returned()
                                && !request.upstream().equals("green"));
                assertThat(seen)
                        .noneMatch(request -> request.ended() < published.called()
                                && !request.upstream().equals("blue"));
                assertThat(seen)
                        .anyMatch(request -> request.ended() > published.returned()
                                && request.upstream().equals("blue"));
                await().until(() -> gateway.leases() == 0);
            }
        }
    }

    @Test
    void aHundredSwitchesInARowAllHold() throws Exception {
        try (TestGateway gateway = TestGateway.start(routing(0, "blue: 1, green: 0"))) {
            Queue<Seen> seen = new ConcurrentLinkedQueue<>();
            List<Published> published = new ArrayList<>();
            published.add(new Published(Long.MIN_VALUE, Long.MIN_VALUE, "blue"));
            try (Load load = load(gateway, seen)) {
                load.awaitMore(100);

                // When
                for (int i = 0; i < 100; i++) {
                    published.add(publish(gateway, i % 2 == 0 ? "green" : "blue"));
                    load.awaitMore(30);
                }

                // Then
                assertThat(load.stop()).isEmpty();
                assertThat(gateway.gateway().revision().number()).isEqualTo(101);
                assertThat(seen).hasSizeGreaterThan(3000).allSatisfy(request -> {
                    assertThat(request.upstream())
                            .isEqualTo(published.get(request.revision() - 1).upstream());
                    assertThat(request.revision())
                            .isGreaterThanOrEqualTo(count(published, one -> one.returned() < request.started()))
                            .isLessThanOrEqualTo(count(published, one -> one.called() < request.ended()));
                });
                await().until(() -> gateway.leases() == 0);
            }
        }
    }

    /** How many publishes, and so the number of the last of them. */
    private static int count(List<Published> published, Predicate<Published> which) {
        return (int) published.stream().filter(which).count();
    }

    @Test
    void whoRunsOrWaitsOnARemovedUpstreamIsServed() throws Exception {
        try (TestGateway gateway = TestGateway.start(routing(2, "blue: 1, green: 0"));
                PlainClient late = new PlainClient(gateway.port())) {
            // Given
            Queue<Answer> answers = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    try (PlainClient client = new PlainClient(gateway.port())) {
                        answers.add(client.get("/__fake/slow?ms=300"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            await().until(() -> gateway.server(blue).queued() == 10);

            // When
            gateway.publish(TestGateway.routing("""
                    services: {chat: {upstreams: {green: {servers: [%s]}}}}
                    routes: [{name: all, match: {path: /}, service: chat}]
                    """.formatted(green)));
            Answer after = late.get("/__fake/small");
            for (Thread client : clients) {
                client.join();
            }

            // Then
            assertThat(after.instance()).isEqualTo("green");
            assertThat(answers).hasSize(12).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.upstream()).isEqualTo("blue");
                assertThat(answer.field("X-Teal-Revision")).isEqualTo("1");
            });
            assertThat(fleet.server("blue").stats().maxInFlight()).isEqualTo(2);
        }
    }

    @Test
    void aRoutingThatCannotBeCompiledChangesNothing() throws Exception {
        try (TestGateway gateway = TestGateway.start(routing(0, "blue: 1, green: 0"));
                PlainClient client = new PlainClient(gateway.port())) {
            // Given
            assertThat(client.get("/__fake/status/500").status()).isEqualTo(500);
            assertThat(gateway.gateway().upstreams().eject(gateway.server(green).key(), Duration.ofMinutes(1)))
                    .isTrue();
            await().until(() -> gateway.server(blue).failures() == 1);
            Routing good = gateway.gateway().revision().routing();
            Routing other = TestGateway.routing("""
                    services: {chat: {upstreams: {red: {servers: [%s]}}}}
                    routes: [{name: all, match: {path: /}, service: chat}]
                    """.formatted(green));
            List<Route> routes = new ArrayList<>(other.routes());
            RouteMatch broken =
                    new RouteMatch(List.of(), new RouteMatch.Path.Regex("/("), List.of(), List.of(), List.of());
            routes.add(new Route("broken", broken, other.routes().getFirst().action()));

            // When
            assertThatThrownBy(() -> gateway.publish(new Routing(other.services(), routes)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("revision 2 cannot be compiled");

            // Then
            assertThat(gateway.gateway().revision().number()).isEqualTo(1);
            assertThat(gateway.gateway().revision().routing()).isEqualTo(good);
            assertThat(gateway.server(blue).failures()).isEqualTo(1);
            assertThat(gateway.server(blue).recentFailures()).isEqualTo(1);
            assertThat(gateway.server(green).state()).isEqualTo(ServerStatus.State.EJECTED);
            Answer answer = client.get("/__fake/small");
            assertThat(answer.instance()).isEqualTo("blue");
            assertThat(answer.field("X-Teal-Revision")).isEqualTo("1");
        }
    }

    @Test
    void whatLivesSurvivesARevision() throws Exception {
        try (TestGateway gateway = TestGateway.start(routing(0, "blue: 1, green: 0"));
                PlainClient client = new PlainClient(gateway.port());
                RawClient stream = new RawClient(gateway.port())) {
            // Given
            stream.send("GET /__fake/sse?events=100000&interval_ms=10 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(RawClient.status(stream.head())).isEqualTo(200);
            assertThat(client.get("/__fake/status/500").status()).isEqualTo(500);
            assertThat(client.get("/__fake/small").status()).isEqualTo(200);
            await().until(() -> gateway.server(blue).leases() == 1);
            long connections = fleet.server("blue").stats().connectionsOpened();
            long leasesGranted = gateway.server(blue).requests();

            // When
            for (int i = 0; i < 10; i++) {
                gateway.split("chat", Map.of("blue", 100 + i, "green", 0));
                assertThat(client.get("/__fake/small").instance()).isEqualTo("blue");
            }

            // Then
            await().until(() -> gateway.server(blue).leases() == 1);
            ServerStatus after = gateway.server(blue);
            assertThat(after.failures()).isEqualTo(1);
            assertThat(after.requests()).isEqualTo(leasesGranted + 10);
            assertThat(fleet.server("blue").stats().connectionsOpened()).isEqualTo(connections);
            assertThat(stream.chunk()).startsWith("data: ");
        }
    }
}
