package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Colours;
import io.teal.gateway.routing.Revision;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases through a real gateway, with people who ask 20 questions a second. */
class ReleaseIT {
    private static final long EVERY_MILLIS = 50;

    /** A token that somebody can read. */
    private static final Pattern TOKEN = Pattern.compile("\"content\":\\s*\"[^\"]");

    @TempDir
    Path directory;

    private Fleet fleet;
    private AdminRig rig;
    private HttpClient client;
    private HttpServer hook;
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Queue<Instant> bad = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private ScheduledExecutorService people;

    @BeforeEach
    void start() throws Exception {
        fleet = Fleet.start(
                Instance.named("blue").withTiming(Timing.instant()),
                Instance.named("green").withTiming(Timing.instant()));
        rig = new AdminRig(directory, Routings.parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [%s]}
                      green: {servers: [%s], knowledge: {interval: 1s}}
                    traffic: {split: {blue: 100}}
                routes:
                  - {name: chat, match: {path: /}, service: chat, answers: chatchat, cache: {}}
                """.formatted(
                        fleet.server("blue").address(), fleet.server("green").address())));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            try (exchange) {
                told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        hook.start();
        people = Executors.newScheduledThreadPool(2);
    }

    @AfterEach
    void stop() throws Exception {
        people.shutdownNow();
        hook.stop(0);
        rig.close();
        fleet.close();
        client.close();
    }

    @Test
    void aGoodGreenServesAtTheEndAndPeopleAreTold() throws Exception {
        // Given
        peopleAsk();

        // When
        Reply started = release("""
                {"steps": [{"weight": 50, "hold": "1s"}, {"weight": 100, "hold": "1s"}],
                 "guard": {"failures": {"at_least": 5}, "no_data": "pass"},
                 "lifecycle": {"wake": {"post": "%1$s/wake"}, "sleep": {"post": "%1$s/sleep"}, "keep_old": "0s"},
                 "notify": [{"post": "%1$s/people"}]}""".formatted(url()));

        // Then
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        JsonNode release = over();
        assertThat(release.get("state").asText()).as(release.toString()).isEqualTo("done");
        assertThat(states(release)).containsExactly("waking", "shifting", "holding", "shifting", "holding", "done");
        assertThat(weights()).containsExactly("{blue=100}", "{blue=50, green=50}", "{blue=0, green=100}");
        await().untilAsserted(() -> assertThat(told)
                .anyMatch(text -> text.contains("\"event\":\"wake\""))
                .anyMatch(text -> text.contains("\"event\":\"started\""))
                .anyMatch(text -> text.contains("\"event\":\"done\""))
                .anyMatch(text -> text.contains("\"event\":\"sleep\"")));
    }

    @Test
    void aBadGreenIsTakenBackAndTheClientsItFailedAreCounted() throws Exception {
        // Given
        fleet.server("green").faults().set(Fault.EMPTY_ANSWER);
        peopleAsk();

        // When
        Reply started =
                release("{\"steps\": [{\"weight\": 5, \"hold\": \"5m\"}, {\"weight\": 100, \"hold\": \"1m\"}]}");

        // Then
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        JsonNode release = over();
        Instant back = Instant.parse(release.get("since").asText());
        assertThat(release.get("state").asText()).as(release.toString()).isEqualTo("rolled_back");
        assertThat(release.get("reason").asText()).contains("clients saw ");
        assertThat(release.at("/seen/failures").asInt()).isBetween(5, bad.size());
        assertThat(weights()).containsExactly("{blue=100}", "{blue=95, green=5}", "{blue=100}");
        Instant fifth = new ArrayList<>(bad).get(4);
        assertThat(Duration.between(fifth, back)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void failuresInTheLastStepThatTheOldColourHasInTheShadowAreNoReason() throws Exception {
        // Given
        lastStep();

        // When
        fleet.server("blue").faults().set(Fault.EMPTY_ANSWER, 0.3, Map.of());
        fleet.server("green").faults().set(Fault.EMPTY_ANSWER, 0.3, Map.of());

        // Then
        JsonNode release = over();
        assertThat(release.get("state").asText()).as(release.toString()).isEqualTo("done");
        assertThat(bad).hasSizeGreaterThan(20);
        // What was asked in the shadow judges blue as requests would.
        assertThat(rig.gateway().upstreams().status())
                .filteredOn(server -> server.key().upstream().equals("blue"))
                .singleElement()
                .satisfies(server -> assertThat(server.failures()).isPositive());
    }

    @Test
    void failuresInTheLastStepThatTheOldColourHasNotAreAReason() throws Exception {
        // Given
        lastStep();

        // When
        fleet.server("green").faults().set(Fault.EMPTY_ANSWER, 0.3, Map.of());

        // Then
        JsonNode release = over();
        assertThat(release.get("state").asText()).as(release.toString()).isEqualTo("rolled_back");
        assertThat(release.get("reason").asText()).startsWith("green fails ").contains(" where blue fails 0 of ");
        assertThat(weights()).containsExactly("{blue=100}", "{blue=50, green=50}", "{blue=0, green=100}", "{blue=100}");
    }

    /** Green has all requests, and blue is asked in the shadow. */
    private void lastStep() throws Exception {
        peopleAsk();
        Reply started = release("""
                {"steps": [{"weight": 50, "hold": "2s"}, {"weight": 100, "hold": "8s"}],
                 "guard": {"failures": {"at_least": 20}, "first_token_p99": "off", "control": "50%", "no_data": "pass"}}""");
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        Colours colours = rig.gateway().colours();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> ColourSecond.sum(colours.seconds(
                                        new Colours.Colour("chat", "blue", true), colours.lastSecond(), 60))
                                .judged()
                        >= 5);
        assertThat(rig.get("/api/v1/services/chat/releases/latest")
                        .json()
                        .get("weight")
                        .asInt())
                .isEqualTo(100);
    }

    @Test
    void aGreenThatKnowsSomethingElseNeverGetsARequest() throws Exception {
        // Given
        peopleAsk();

        // When
        Reply started = release("{\"gate\": {\"expect\": {\"knowledge\": \"" + "0".repeat(16) + "\"}}}");

        // Then
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        JsonNode release = over();
        assertThat(states(release)).containsExactly("waking", "gate", "aborted");
        assertThat(release.get("reason").asText()).contains("green knows ");
        assertThat(weights()).containsExactly("{blue=100}");
        assertThat(release.at("/seen/requests").asInt()).isZero();
    }

    @Test
    void aGreenThatFailsOneQuestionInTenNeverGetsARequest() throws Exception {
        // Given
        StringBuilder questions = new StringBuilder("questions:\n");
        for (int i = 1; i <= 10; i++) {
            questions
                    .append("  - {name: days-%1$d, ask: 'how many days, number %1$d".formatted(i))
                    .append(
                            i == 10
                                    ? "?', knowledge_base: hr_faq, must: ['never said']}\n"
                                    : "?', knowledge_base: hr_faq}\n");
        }
        Path file = Files.writeString(directory.resolve("questions.yaml"), questions);
        peopleAsk();

        // When
        Reply started = release("{\"gate\": {\"questions\": \"" + file + "\", \"require\": {\"pass\": \"95%\"}}}");

        // Then
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        JsonNode release = over();
        assertThat(states(release)).as(release.toString()).containsExactly("waking", "gate", "aborted");
        assertThat(weights()).containsExactly("{blue=100}");
        Reply report = rig.get("/api/v1/services/chat/releases/latest/report");
        assertThat(report.json().get("verdict").asText()).as(report.text()).isEqualTo("fail");
        Reply page =
                rig.send(rig.to("/api/v1/services/chat/releases/latest/report").header("Accept", "text/html"));
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text()).contains("never said");
    }

    @Test
    void peoplePauseAndPromoteAndTakeBack() throws Exception {
        // Given
        Reply started =
                release("{\"steps\": [{\"weight\": 10, \"hold\": \"1h\"}, {\"weight\": 100, \"hold\": \"1h\"}]}");
        assertThat(started.status()).as(started.text()).isEqualTo(200);
        await().until(() -> state().equals("holding"));

        // When, Then
        assertThat(order("pause").json().get("state").asText()).isEqualTo("paused");
        assertThat(order("pause").json().get("state").asText()).isEqualTo("paused");
        assertThat(order("resume").json().get("state").asText()).isEqualTo("holding");
        assertThat(order("promote").json().get("weight").asInt()).isEqualTo(100);
        await().until(() -> state().equals("holding"));
        Reply again = release("{}");
        assertThat(again.problem()).isEqualTo("409 release-refused");
        Reply back = rig.post("/api/v1/rollback", "*", "{}");
        assertThat(back.json().at("/traffic/chat").toString()).isEqualTo("{\"blue\":100}");
        assertThat(state()).isEqualTo("rolled_back");
        assertThat(order("abort").problem()).isEqualTo("409 release-refused");
    }

    private Reply release(String plan) throws Exception {
        return rig.send(rig.to("/api/v1/services/chat/releases")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"to\": \"green\", \"plan\": " + plan + "}")));
    }

    private Reply order(String verb) throws Exception {
        return rig.send(rig.to("/api/v1/services/chat/releases/latest/" + verb)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    }

    private String state() throws Exception {
        return rig.get("/api/v1/services/chat/releases/latest")
                .json()
                .get("state")
                .asText();
    }

    private JsonNode over() throws Exception {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> List.of("done", "rolled_back", "aborted").contains(state()));
        return rig.get("/api/v1/services/chat/releases/latest").json();
    }

    private static List<String> states(JsonNode release) {
        List<String> states = new ArrayList<>();
        release.get("story").forEach(one -> states.add(one.get("state").asText()));
        return states;
    }

    /** The weights there were, one after the other. */
    private List<String> weights() throws Exception {
        List<String> weights = new ArrayList<>();
        for (Revision revision : rig.revisions().page(Long.MAX_VALUE, 100).reversed()) {
            String split =
                    revision.routing().services().get("chat").traffic().split().toString();
            if (weights.isEmpty() || !weights.getLast().equals(split)) {
                weights.add(split);
            }
        }
        return weights;
    }

    private String url() {
        return "http://127.0.0.1:" + hook.getAddress().getPort();
    }

    private void peopleAsk() {
        var unused = people.scheduleAtFixedRate(this::ask, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        int number = asked.incrementAndGet();
        URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat");
        var unused = client.sendAsync(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer person-" + number)
                                .POST(BodyPublishers.ofString(
                                        "{\"query\":\"how many days, number %d?\",\"kb_name\":\"hr_faq\",\"stream\":true}"
                                                .formatted(number)))
                                .build(),
                        BodyHandlers.ofString())
                .thenAccept(answer -> {
                    if (answer.statusCode() != 200
                            || !TOKEN.matcher(answer.body()).find()) {
                        bad.add(Instant.now());
                    }
                });
    }
}
