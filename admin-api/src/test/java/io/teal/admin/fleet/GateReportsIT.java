package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.testing.RealRedis;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a gate at gateways that did not ask its questions. */
class GateReportsIT {
    private static final String RELEASES = "/api/v1/services/chat/releases";
    private static final String REPORT = RELEASES + "/latest/report";

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
        Path questions = Files.writeString(directory.resolve("questions.yaml"), """
                questions:
                  - {name: days, ask: how many days, knowledge_base: hr_faq, must: [never said], reference: other}
                """);
        gateways = new Gateways(
                directory,
                redis,
                Routings.parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [%s]}
                      green: {servers: [%s]}
                    traffic: {split: {blue: 100}}
                    release: {gate: {questions: %s}}
                routes:
                  - {name: chat, match: {path: /}, service: chat, answers: chatchat}
                """.formatted(
                                servers.server("blue").address(),
                                servers.server("green").address(),
                                questions)),
                2);
    }

    @AfterEach
    void stop() throws Exception {
        gateways.close();
        redis.close();
        servers.close();
    }

    private static Reply release(AdminRig rig, String body) throws Exception {
        return rig.send(
                rig.to(RELEASES).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static void comesTo(String state, AdminRig rig) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Reply release = rig.get(RELEASES + "/latest");
            assertThat(release.json().path("state").asText()).as(release.text()).isEqualTo(state);
        });
    }

    private boolean asked(int number) {
        return Files.exists(directory.resolve("gateway-" + number + "/reports/chat-1.json"));
    }

    @Test
    void everyGatewayGivesItAlsoWhenTheOneThatAskedIsGone() throws Exception {
        // Given
        Reply started = release(gateways.get(0), "{\"to\": \"green\"}");
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        for (AdminRig rig : gateways.all()) {
            comesTo("aborted", rig);
        }
        int asker = asked(0) ? 0 : 1;
        assertThat(asked(1 - asker)).isFalse();
        AdminRig other = gateways.get(1 - asker);

        // When, Then
        Reply report = other.get(REPORT);
        assertThat(report.json().get("verdict").asText()).as(report.text()).isEqualTo("fail");
        assertThat(report.text()).isEqualTo(gateways.get(asker).get(REPORT).text());
        Reply page = other.send(other.to(REPORT).header("Accept", "text/html"));
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text()).contains("never said");

        // The other drives the next release; the report of the first one is still there.
        gateways.get(asker).close();
        Reply next = release(other, "{\"to\": \"green\", \"reason\": \"again\", \"plan\": {}}");
        assertThat(next.status()).as(next.text()).isEqualTo(200);
        comesTo("holding", other);
        assertThat(other.get(RELEASES + "/chat-1/report").text()).isEqualTo(report.text());
        Reply none = other.get(REPORT);
        assertThat(none.problem()).isEqualTo("404 not-found");
        assertThat(none.detail()).isEqualTo("no questions were asked for release chat-2: its plan has none");
        gateways.again(asker);
    }

    @Test
    void withoutRedisWhoeverAskedHasItAndTheOthersSayThatTheyCannotKnow() throws Exception {
        // Given
        Reply started = release(gateways.get(0), "{\"to\": \"green\"}");
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        for (AdminRig rig : gateways.all()) {
            comesTo("aborted", rig);
        }
        int asker = asked(0) ? 0 : 1;
        Reply before = gateways.get(asker).get(REPORT);

        // When
        gateways.pipe(0).cut();
        gateways.pipe(1).cut();
        for (AdminRig rig : gateways.all()) {
            await().until(() -> rig.fleet().status().problem() != null);
        }

        // Then
        assertThat(gateways.get(asker).get(REPORT).text()).isEqualTo(before.text());
        Reply unknown = gateways.get(1 - asker).get(REPORT);
        assertThat(unknown.problem()).isEqualTo("503 redis-away");
        assertThat(unknown.detail())
                .startsWith("whether there is a report of release chat-1 is not known here: Redis cannot be asked");
    }
}
