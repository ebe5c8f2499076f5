package io.teal.admin.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevisionRecordsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    private final RevisionRecords records = new RevisionRecords(Path.of("revisions"));

    private static Revision with(Release... releases) throws Exception {
        Routing routing = RoutingText.parse(
                        "r",
                        "services: {chat: {upstreams: {blue: {servers: ['127.0.0.1:1']}, green: {servers: ['127.0.0.1:2']}},"
                                + " traffic: {split: {blue: 100, green: 0}}, release: {schedule: '0 3 * * 6'}}}")
                .routing();
        LinkedHashMap<String, Release> byService = new LinkedHashMap<>();
        for (Release release : releases) {
            byService.put(release.service(), release);
        }
        return new Revision(
                7, routing, new Revision.Provenance(Revision.Kind.RELEASE, NOON, "ops", "because", 6, "k"), byService);
    }

    private static Release waking() throws Exception {
        Plan plan = RoutingText.parsePlan(
                "plan", "{steps: [{weight: 5, hold: 1s}, {weight: 100, hold: 2s}], notify: [{post: 'http://h/x'}]}");
        return new Release(
                "chat-1",
                "chat",
                "blue",
                "green",
                plan,
                new LinkedHashMap<>(Map.of("blue", 100)),
                6,
                Release.State.WAKING,
                -1,
                NOON,
                null,
                0,
                3,
                false,
                List.of(new Release.Transition(NOON, Release.State.WAKING, -1, "ops", "a new model")));
    }

    @Test
    void aRevisionComesBackAsItWas() throws Exception {
        Release waking = waking();
        Release holding = waking.moved(Release.State.HOLDING, 0, NOON.plusSeconds(1), "teal", "proven");
        Release paused = holding.paused(NOON.plusSeconds(5), "ops", "lunch");

        for (Release release : List.of(
                waking,
                holding,
                paused,
                paused.resumed(NOON.plusSeconds(9), "ops", "back").slept())) {
            Revision revision = with(release);
            assertThat(records.read(RevisionRecords.write(revision))).isEqualTo(revision);
        }
        assertThat(paused.pausedIn()).isEqualTo(Release.State.HOLDING);
        assertThat(paused.held()).isEqualTo(4_000);
    }

    @Test
    void aRevisionWithoutReleasesIsWrittenAsBeforeThereWereAny() throws Exception {
        String record = new String(RevisionRecords.write(with()), UTF_8);

        assertThat(record).doesNotContain("releases");
        assertThat(records.read(record.getBytes(UTF_8))).isEqualTo(with());
    }

    @Test
    void aReleaseOfAnotherVersionIsNotGuessedAt() throws Exception {
        String record = new String(RevisionRecords.write(with(waking())), UTF_8);

        assertThatThrownBy(() ->
                        records.read(record.replace("\"waking\"", "\"yawning\"").getBytes(UTF_8)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no revision of this version");
        assertThatThrownBy(() ->
                        records.read(record.replace("\"steps\"", "\"stairs\"").getBytes(UTF_8)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("stairs");
    }
}
