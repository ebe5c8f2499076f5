package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.event.Event.Kind;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.testing.RealRedis;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several gateways with one routing. */
class FleetIT {
    private static final Logger log = LoggerFactory.getLogger("io.teal.admin.figures");
    private static final String SWITCH = "/api/v1/services/chat/switch";

    /** More of them: {@code -Dfleet.switches=500}. */
    private static final int SWITCHES = Integer.getInteger("fleet.switches", 60);

    @TempDir
    Path directory;

    private Fleet servers;
    private RealRedis redis;
    private Gateways gateways;

    @BeforeEach
    void start() throws Exception {
        servers = Fleet.start(
                Instance.named("blue").withTiming(Timing.instant()),
                Instance.named("green").withTiming(Timing.instant()));
        redis = RealRedis.start(directory);
        gateways = new Gateways(directory, redis, routing(), 4);
    }

    @AfterEach
    void stop() throws Exception {
        gateways.close();
        redis.close();
        servers.close();
    }

    private Routing routing() {
        return Routings.blueGreen(
                servers.server("blue").address(), servers.server("green").address());
    }

    private static Reply switchTo(AdminRig rig, String colour, String query) throws Exception {
        return rig.post(SWITCH + query, "*", "{\"to\":\"" + colour + "\"}");
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private static String colour(AdminRig rig) throws Exception {
        String answer = rig.through("/__fake/stats");
        assertThat(answer).containsAnyOf("blue", "green");
        return answer.contains("blue") ? "blue" : "green";
    }

    private static long happened(AdminRig rig, Kind kind) {
        return rig.gateway().events().listen(0, event -> {}).events().stream()
                .filter(event -> event.kind() == kind)
                .count();
    }

    /** Of gateways that begin together on an empty Redis one makes revision 1, and the others take it over. */
    @Test
    void allBeginWithOneRevision() {
        assertThat(gateways.all())
                .extracting(rig -> rig.revisions().current())
                .containsOnly(gateways.get(0).revisions().current());
    }

    @Test
    void afterASwitchThatWaitsForAllNobodyServesTheOldColour() throws Exception {
        // Given
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong requests = new AtomicLong();
        List<Future<?>> load = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (AdminRig rig : gateways.all()) {
                load.add(pool.submit(() -> {
                    while (!over.get()) {
                        assertThat(colour(rig)).isNotEmpty();
                        requests.incrementAndGet();
                    }
                    return null;
                }));
            }

            // When, Then
            long[] nanos = new long[SWITCHES];
            for (int i = 0; i < SWITCHES; i++) {
                String to = i % 2 == 0 ? "green" : "blue";
                long began = System.nanoTime();
                Reply reply = switchTo(gateways.get(i % 4), to, "?wait=all");
                nanos[i] = System.nanoTime() - began;
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                assertThat(reply.json().get("converged").asBoolean())
                        .as(reply.text())
                        .isTrue();
                for (AdminRig rig : gateways.all()) {
                    assertThat(colour(rig)).as("switch %d", i).isEqualTo(to);
                }
            }
            over.set(true);
            for (Future<?> one : load) {
                Object unused = one.get();
            }
            Arrays.sort(nanos);
            log.info(
                    "{} switches that wait for four gateways under {} requests: median {} ms, longest {} ms",
                    SWITCHES,
                    requests,
                    nanos[SWITCHES / 2] / 1_000_000,
                    nanos[SWITCHES - 1] / 1_000_000);
        }
    }

    @Test
    void whoeverIsCutOffServesOnIsNamedAndFollowsWithinASecondOfHealing() throws Exception {
        // Given
        AdminRig cut = gateways.get(3);
        await().until(() -> gateways.get(0).fleet().members().size() == 4);
        gateways.pipe(3).cut();
        await().until(() -> !cut.fleet().status().connected());

        // When
        Reply written = switchTo(gateways.get(0), "green", "?wait=all");

        // Then
        assertThat(written.status()).isEqualTo(200);
        assertThat(written.json().get("converged").asBoolean()).isFalse();
        List<String> silent = new ArrayList<>();
        for (JsonNode gateway : written.json().get("gateways")) {
            if (gateway.get("state").asText().equals("silent")) {
                silent.add(gateway.get("id").asText());
            }
        }
        assertThat(silent).hasSize(1);
        assertThat(colour(gateways.get(1))).isEqualTo("green");
        assertThat(colour(cut)).isEqualTo("blue");
        JsonNode ready = cut.get("/health/ready").json();
        assertThat(ready.get("detail").get("redis").asText()).isEqualTo("away");
        assertThat(cut.get("/metrics").text()).contains("teal_fleet_connected 0.0");
        assertThat(switchTo(cut, "green", "").problem()).isEqualTo("503 not-agreed");
        assertThat(switchTo(cut, "blue", "").problem())
                .as("what it serves may not be so elsewhere")
                .isEqualTo("503 not-agreed");
        assertThat(cut.gateway().revision().number()).isEqualTo(1);
        soon().until(() -> happened(gateways.get(0), Kind.GATEWAY_SILENT) == 1);
        assertThat(happened(cut, Kind.REDIS_LOST)).isEqualTo(1);
        assertThat(happened(cut, Kind.GATEWAY_SILENT))
                .as("who hears nobody calls nobody silent")
                .isZero();

        // When
        gateways.pipe(3).mend();

        // Then
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> colour(cut).equals("green"));
        assertThat(switchTo(cut, "blue", "?wait=all").json().get("converged").asBoolean())
                .isTrue();
        soon().until(() -> happened(cut, Kind.REDIS_BACK) == 1);
        soon().until(() -> happened(gateways.get(0), Kind.GATEWAY_HEARD) == 4);
    }

    @Test
    void ofTwoWritersWithOneTagExactlyOneWins() throws Exception {
        for (int round = 1; round <= 20; round++) {
            // Given
            String tag = "\"" + gateways.get(0).revisions().current().number() + "\"";
            for (AdminRig rig : gateways.all()) {
                soon().until(() -> rig.get("/api/v1/routing").header("ETag").equals(tag));
            }

            // When
            List<CompletableFuture<Reply>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                AdminRig rig = gateways.get(i);
                String body = "{\"split\":{\"blue\":" + round + ",\"green\":" + (100 + i) + "}}";
                writers.add(CompletableFuture.supplyAsync(() -> {
                    try {
                        return rig.post(SWITCH, tag, body);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }));
            }

            // Then
            List<Integer> statuses = new ArrayList<>();
            String winner = "";
            for (CompletableFuture<Reply> writer : writers) {
                Reply reply = writer.get();
                statuses.add(reply.status());
                winner = reply.status() == 200 ? reply.header("ETag") : winner;
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 412, 412, 412);
            String wanted = winner;
            for (AdminRig rig : gateways.all()) {
                soon().until(() -> rig.get("/api/v1/routing").header("ETag").equals(wanted));
            }
            assertThat(gateways.all())
                    .extracting(rig -> rig.revisions().current())
                    .containsOnly(gateways.get(0).revisions().current());
        }
    }

    @Test
    void aNewGatewayBeginsWithTheCurrentRevisionWhateverItsFileSays() throws Exception {
        // Given
        assertThat(switchTo(gateways.get(0), "green", "?wait=all").status()).isEqualTo(200);

        // When
        AdminRig fifth = gateways.add(Routings.two());

        // Then
        assertThat(fifth.gateway().revision())
                .isEqualTo(gateways.get(0).gateway().revision());
        assertThat(colour(fifth)).isEqualTo("green");
        await().until(() -> gateways.get(0).fleet().members().size() == 5);
    }

    @Test
    void aRedisThatLosesEverythingIsGivenItBack() throws Exception {
        // Given
        assertThat(switchTo(gateways.get(0), "green", "?wait=all").status()).isEqualTo(200);

        // When
        redis.kill();
        redis.restart();

        // Then
        Reply written = switchTo(gateways.get(1), "blue", "?wait=all");
        await().until(() ->
                gateways.all().stream().allMatch(rig -> rig.fleet().status().connected()));
        if (written.status() != 200) {
            assertThat(written.problem()).isEqualTo("503 not-agreed");
            written = switchTo(gateways.get(1), "blue", "?wait=all");
        }
        assertThat(written.json().get("revision").asInt()).isEqualTo(3);
        assertThat(written.json().get("converged").asBoolean()).isTrue();
    }

    @Test
    void aGatewayThatWasAwayForLongComesBackOnTheNewest() throws Exception {
        // Given
        assertThat(switchTo(gateways.get(2), "green", "?wait=all").status()).isEqualTo(200);
        gateways.get(3).close();
        for (int i = 0; i < 30; i++) {
            assertThat(switchTo(gateways.get(0), i % 2 == 0 ? "blue" : "green", "")
                            .status())
                    .isEqualTo(200);
        }

        // When
        gateways.again(3);

        // Then
        assertThat(gateways.get(3).gateway().revision())
                .isEqualTo(gateways.get(0).gateway().revision());
        assertThat(gateways.get(3).get("/api/v1/revisions/20").status()).isEqualTo(200);
    }
}
