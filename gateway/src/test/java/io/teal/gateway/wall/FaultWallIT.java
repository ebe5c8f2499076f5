package io.teal.gateway.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fault wall: every way a server fails, against a gateway in front of that server alone, and in front of it and a sound one.
 * {@code wall.txt} says for each what the client gets, how the request ended, what it says about the server, and what it cost in
 * generations.
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultWallIT {
    /** A line of the wall. */
    record Row(
            Call call,
            String fault,
            String seen,
            String outcome,
            String standing,
            String generations,
            String withAnother) {
        static Row of(String line) {
            String[] columns = line.split("\\|", -1);
            for (int i = 0; i < columns.length; i++) {
                columns[i] = columns[i].strip();
            }
            return new Row(
                    Call.named(columns[0]), columns[1], columns[2], columns[3], columns[4], columns[5], columns[6]);
        }

        @Override
        public String toString() {
            return call + " " + fault;
        }
    }

    static List<Row> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(FaultWallIT.class.getResourceAsStream("wall.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aServerThatFailsAlone(Row row) throws IOException {
        try (Fleet fleet = fleet(row);
                TestGateway gateway = gateway(row, fleet.server("bad"))) {
            SimulatedServer bad = fleet.server("bad");
            fail(bad, row.fault());

            // When
            String seen = ask(gateway, row);

            // Then
            await().until(() ->
                    gateway.leases() == 0 && gateway.gateway().stats().total() == 1);
            await().until(() -> settled(bad));
            ServerStatus status = gateway.server(bad.address());
            assertThat(String.join(
                            " | ",
                            seen,
                            outcome(gateway),
                            status.failures() == 0 ? "sound" : "failed " + status.failures(),
                            generations(bad)))
                    .isEqualTo(String.join(" | ", row.seen(), row.outcome(), row.standing(), row.generations()));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aServerThatFailsBesideASoundOne(Row row) throws IOException {
        try (Fleet fleet = fleet(row);
                TestGateway gateway = gateway(row, fleet.server("bad"), fleet.server("good"))) {
            SimulatedServer bad = fleet.server("bad");
            fail(bad, row.fault());

            // When
            String seen = ask(gateway, row);

            // Then
            await().until(() ->
                    gateway.leases() == 0 && gateway.gateway().stats().total() == 1);
            assertThat(seen).isEqualTo(row.withAnother().equals("good") ? "good" : row.seen());
            assertThat(gateway.server(fleet.server("good").address()).failures())
                    .isZero();
            assertThat(fleet.server("good").stats().generationsStarted())
                    .isEqualTo(row.withAnother().equals("good") ? 1 : 0);
            assertThat(bad.stats().generationsStarted()).isLessThanOrEqualTo(1);
        }
    }

    private static Fleet fleet(Row row) {
        Timing timing = Timing.instant().withPing(Duration.ofMillis(50));
        return Fleet.start(
                Instance.named("bad").withTiming(timing).withFlavour(row.call().flavour()),
                Instance.named("good").withTiming(timing).withFlavour(row.call().flavour()));
    }

    /** A gateway that asks the first server first. */
    private static TestGateway gateway(Row row, SimulatedServer... servers) {
        StringBuilder routing = new StringBuilder(
                "services:\n  chat:\n    upstreams:\n      blue:\n        balance: round_robin\n        servers:\n");
        int weight = 1000;
        for (SimulatedServer server : servers) {
            routing.append("          - {address: \"" + server.address() + "\", weight: " + weight + "}\n");
            weight = 1;
        }
        return TestGateway.start(
                routing + """
                routes:
                  - name: all
                    match: {path: /}
                    service: chat
                    answers: %s
                    timeouts: {connect: 1s, first_byte: 1s, first_token: %s, idle: 300ms, total: 20s}
                    retry: {attempts: 1, budget: 100%%}
                """.formatted(row.call().dialect(), row.fault().startsWith("big") ? "10s" : "500ms"));
    }

    private static void fail(SimulatedServer server, String words) {
        if (words.equals("killed")) {
            server.kill();
            return;
        }
        for (String one : words.split(",", -1)) {
            String[] parts = one.split(";", -1);
            Map<String, String> options = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                String[] option = parts[i].split("=", 2);
                options.put(option[0].strip(), option[1].strip());
            }
            if (!parts[0].isBlank()) {
                server.faults().set(Objects.requireNonNull(Fault.named(parts[0]), parts[0]), 1, options);
            }
        }
    }

    private static String ask(TestGateway gateway, Row row) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return Seen.of(
                    Reply.ask(client, "POST", row.call().path(), row.call().body()));
        }
    }

    private static String outcome(TestGateway gateway) {
        Snapshot snapshot = gateway.gateway().stats();
        Outcome outcome = snapshot.requests().getFirst().outcome();
        String watched = snapshot.watched().entrySet().stream()
                .filter(text -> text.getValue() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" "));
        return outcome.tag() + (watched.isEmpty() ? "" : " " + watched);
    }

    /** Whether every generation has come to an end or was left by its client. */
    private static boolean settled(SimulatedServer server) {
        var stats = server.stats();
        return stats.generationsStarted()
                <= stats.generationsFinished() + stats.generationsFailed() + stats.generationsAbandoned();
    }

    private static String generations(SimulatedServer server) {
        var stats = server.stats();
        return stats.generationsStarted() + "/" + stats.generationsAbandoned();
    }
}
