package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release that is prepared in the evening, and begins at three o'clock. */
class ReleaseScheduleIT {
    private static final String PATH = "/api/v1/services/chat/releases/latest";
    private static final String SCHEDULE = "0 3 * * *";

    @TempDir
    Path directory;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** How often anybody wanted to know what time it is. */
    private final AtomicLong looks = new AtomicLong();

    private Fleet servers;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        turnTo(ZonedDateTime.now(ZoneId.systemDefault())
                .plusDays(1)
                .truncatedTo(ChronoUnit.DAYS)
                .plusHours(20)
                .toInstant());
        servers = Fleet.start(
                Instance.named("blue").withTiming(Timing.instant()),
                Instance.named("green").withTiming(Timing.instant()));
        rig = new AdminRig(
                directory,
                Routings.blueGreen(
                        servers.server("blue").address(),
                        servers.server("green").address()),
                () -> {
                    long unused = looks.incrementAndGet();
                    return Instant.now().plus(ahead.get());
                });
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        servers.close();
    }

    @Test
    void itWaitsForItsTimeAndThenGoesOnByItself() throws Exception {
        // Given
        assertThat(prepare().json().get("state").asText()).isEqualTo("scheduled");
        await().until(() -> release().get("waits_for").asText(), ("it begins by its schedule: " + SCHEDULE)::equals);
        Instant due = Instant.parse(release().get("since").asText())
                .atZone(ZoneId.systemDefault())
                .plusDays(1)
                .truncatedTo(ChronoUnit.DAYS)
                .withHour(3)
                .toInstant();

        // When
        turnTo(due.minus(Duration.ofMinutes(10)));
        long before = looks.get();
        await().until(() -> looks.get() > before + 3);
        String early = release().get("state").asText();
        turnTo(due);

        // Then
        assertThat(early).isEqualTo("scheduled");
        JsonNode release = over();
        assertThat(states(release)).containsExactly("scheduled", "waking", "shifting", "holding", "done");
        assertThat(release.at("/story/1/reason").asText()).isEqualTo("its schedule says so: " + SCHEDULE);
        assertThat(Instant.parse(release.at("/story/1/at").asText())).isBetween(due, due.plusSeconds(60));
        assertThat(rig.through("/__fake/stats")).contains("green");
    }

    @Test
    void somebodyStartsItBeforeItsTime() throws Exception {
        // Given
        assertThat(prepare().json().get("state").asText()).isEqualTo("scheduled");

        // When
        Reply started = rig.send(rig.to(PATH + "/promote")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\": \"nobody is here today\"}")));

        // Then
        assertThat(started.json().get("state").asText()).isEqualTo("waking");
        JsonNode release = over();
        assertThat(states(release)).containsExactly("scheduled", "waking", "shifting", "holding", "done");
        assertThat(release.at("/story/1/reason").asText()).isEqualTo("nobody is here today");
    }

    private void turnTo(Instant time) {
        ahead.set(Duration.between(Instant.now(), time));
    }

    private Reply prepare() throws Exception {
        Reply prepared = rig.send(rig.to("/api/v1/services/chat/releases")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"to": "green", "plan": {"schedule": "%s", "steps": [{"weight": 100, "hold": "1s"}],
                         "guard": {"no_data": "pass"}}}""".formatted(SCHEDULE))));
        assertThat(prepared.status()).as(prepared.text()).isEqualTo(200);
        return prepared;
    }

    private JsonNode release() throws Exception {
        return rig.get(PATH).json();
    }

    private JsonNode over() throws Exception {
        return await().atMost(Duration.ofMinutes(1))
                .until(this::release, release -> List.of("done", "rolled_back", "aborted")
                        .contains(release.get("state").asText()));
    }

    private static List<String> states(JsonNode release) {
        List<String> states = new ArrayList<>();
        release.get("story").forEach(one -> states.add(one.get("state").asText()));
        return states;
    }
}
