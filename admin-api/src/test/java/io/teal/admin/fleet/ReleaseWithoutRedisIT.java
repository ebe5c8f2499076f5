package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.testing.RealRedis;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis dies during a release, keeps what it knew, and comes back. */
class ReleaseWithoutRedisIT {
    private static final String RELEASES = "/api/v1/services/chat/releases";
    private static final Duration HOLD = Duration.ofSeconds(2);

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
        redis = RealRedis.start(directory, "appendonly yes", "appendfsync always");
        gateways = new Gateways(
                directory,
                redis,
                Routings.blueGreen(
                        servers.server("blue").address(),
                        servers.server("green").address()),
                2);
    }

    @AfterEach
    void stop() throws Exception {
        gateways.close();
        redis.close();
        servers.close();
    }

    @Test
    void theReleaseStandsStillAndGoesOnWhenRedisIsBack() throws Exception {
        // Given
        Reply started = gateways.get(0)
                .send(gateways.get(0)
                        .to(RELEASES)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"to": "green", "plan": {"guard": {"no_data": "pass"},
                                 "steps": [{"weight": 50, "hold": "%ds"}, {"weight": 100, "hold": "1s"}]}}""".formatted(HOLD.toSeconds()))));
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        for (AdminRig rig : gateways.all()) {
            await().until(() -> release(rig).get("state").asText().equals("holding"));
        }
        long revision = gateways.get(0).gateway().revision().number();

        // When
        redis.kill();

        // Then
        await().during(HOLD.multipliedBy(2)).atMost(Duration.ofMinutes(1)).until(() -> gateways.all().stream()
                .allMatch(this::standsStill));
        for (AdminRig rig : gateways.all()) {
            assertThat(rig.gateway().revision().number()).isEqualTo(revision);
            assertThat(rig.through("/__fake/stats")).containsAnyOf("blue", "green");
            Reply refused = rig.post("/api/v1/services/chat/switch", "*", "{\"to\": \"blue\"}");
            assertThat(refused.problem()).isEqualTo("503 not-agreed");
        }

        // When
        redis.restart();

        // Then
        for (AdminRig rig : gateways.all()) {
            JsonNode release = await().atMost(Duration.ofMinutes(1))
                    .until(() -> release(rig), one -> List.of("done", "rolled_back", "aborted")
                            .contains(one.get("state").asText()));
            List<String> states = new ArrayList<>();
            release.get("story").forEach(one -> states.add(one.get("state").asText()));
            assertThat(states)
                    .as(release.toString())
                    .containsExactly("waking", "shifting", "holding", "shifting", "holding", "done");
            assertThat(greens(rig)).containsExactly(0, 50, 100);
            assertThat(rig.through("/__fake/stats")).contains("green");
        }
    }

    private static JsonNode release(AdminRig rig) throws Exception {
        return rig.get(RELEASES + "/latest").json();
    }

    private boolean standsStill(AdminRig rig) {
        try {
            JsonNode release = release(rig);
            return release.get("state").asText().equals("holding")
                    && release.get("waits_for").asText().startsWith("it stands still: ");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The weights of green there were, one after the other. */
    private static List<Integer> greens(AdminRig rig) throws Exception {
        List<Integer> greens = new ArrayList<>();
        for (Revision revision : rig.revisions().page(Long.MAX_VALUE, 100).reversed()) {
            int green =
                    revision.routing().services().get("chat").traffic().split().getOrDefault("green", 0);
            if (greens.isEmpty() || greens.getLast() != green) {
                greens.add(green);
            }
        }
        return greens;
    }
}
