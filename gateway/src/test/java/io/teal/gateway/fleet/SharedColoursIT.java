package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.ColourSecond;
import io.teal.gateway.colour.Colours;
import io.teal.gateway.colour.Ratings.Scores;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Flavour;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gateways that share a real Redis see of colours: all of it, each. */
class SharedColoursIT {
    private static final String PATIENT = "command_timeout: 2s";
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final Pattern MESSAGE = Pattern.compile("\"message_id\": \"([0-9a-f]{32})\"");

    @TempDir
    static Path folder;

    private static Fleet servers;
    private static Together together;

    @BeforeAll
    static void start() throws IOException {
        servers = Fleet.start(
                Instance.named("blue").withFlavour(Flavour.V0_2_10),
                Instance.named("green").withFlavour(Flavour.V0_2_10),
                Instance.named("rated").withFlavour(Flavour.V0_2_10));
        together = Together.start(folder, 0, "");
        String routing = """
                services:
                  chat:
                    upstreams: {blue: {servers: ["%s"]}, green: {servers: ["%s"]}, none: {servers: ["127.0.0.1:1"]}}
                    traffic:
                      split: {blue: 1}
                      canary:
                        - {header: X-Colour, values: [green], to: green}
                        - {header: X-Colour, values: [none], to: none}
                  rated:
                    upstreams: {one: {servers: ["%s"]}, other: {servers: ["%s"]}}
                    traffic: {split: {one: 1}, canary: [{header: X-Colour, values: [other], to: other}]}
                routes:
                  - {name: cached, match: {path: /cached/}, rewrite: {path_prefix: /}, service: chat, answers: chatchat, cache: {questions: all}}
                  - {name: rated, match: {path: /rated/}, rewrite: {path_prefix: /}, service: rated, answers: chatchat}
                  - {name: chat, match: {path: /}, service: chat, answers: chatchat}
                """.formatted(
                        servers.server("blue").address(),
                        servers.server("green").address(),
                        servers.server("rated").address(),
                        servers.server("green").address());
        for (int i = 0; i < 2; i++) {
            TestGateway unused = together.add(routing, PATIENT);
        }
        together.awaitEachOther();
        together.awaitRedis();
    }

    @AfterAll
    static void stop() {
        together.close();
        servers.close();
    }

    private static Reply ask(TestGateway gateway, String path, String question, String colour) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            String body = "{\"query\":\"" + question + "\",\"stream\":true,\"temperature\":0.1}";
            return Reply.ask(client, "POST", path, body, "X-Colour: " + colour);
        }
    }

    private static ColourFigures figures(int gateway, String upstream) {
        return together.gateway(gateway).gateway().colours().figures("chat", upstream, WINDOW);
    }

    @Test
    void everyGatewayKnowsExactlyWhatWasSentToAllOfThem() throws Exception {
        servers.server("green").faults().set(Fault.EMPTY_ANSWER);
        List<Future<Reply>> asked = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                TestGateway gateway = together.gateway(i % 2);
                String colour = i % 6 == 0 ? "green" : i % 10 == 1 ? "none" : "blue";
                String question = "question " + i;
                asked.add(clients.submit(() -> ask(gateway, "/chat/chat", question, colour)));
            }
        }
        List<Reply> fetched = new ArrayList<>();
        for (Future<Reply> one : asked) {
            fetched.add(one.get());
        }
        // Not every answer is one to be kept; what is kept does not count when it is asked for again.
        int question = 0;
        boolean kept = false;
        while (!kept && question < 20) {
            for (int times = 0; times < 2; times++) {
                Reply answer = ask(together.gateway(0), "/cached/chat/chat", "the same " + question, "blue");
                kept = answer.field("X-Teal-Cache").startsWith("hit");
                if (!kept) {
                    fetched.add(answer);
                }
            }
            question++;
        }
        assertThat(kept).isTrue();
        int blueOnes = fetched.size() - 16;
        int characters = fetched.stream().mapToInt(one -> said(one.body())).sum();
        for (int gateway = 0; gateway < 2; gateway++) {
            int here = gateway;
            Together.soon().untilAsserted(() -> {
                assertThat(figures(here, "blue").requests()).isEqualTo(blueOnes);
                assertThat(figures(here, "green").requests()).isEqualTo(10);
                assertThat(figures(here, "none").requests()).isEqualTo(6);
            });
            ColourFigures blue = figures(gateway, "blue");
            assertThat(blue.failed()).isZero();
            assertThat(blue.firstToken().count()).isEqualTo(blueOnes);
            assertThat(blue.total().count()).isEqualTo(blueOnes);
            assertThat(blue.answers()).isEqualTo(blueOnes);
            assertThat(blue.characters()).isEqualTo(characters);
            assertThat(blue.outcomes()).isEqualTo(Map.of("ok", (long) blueOnes));
            assertThat(figures(gateway, "green").outcomes()).isEqualTo(Map.of("empty", 10L));
            assertThat(figures(gateway, "green").failed()).isEqualTo(10);
            ColourFigures none = figures(gateway, "none");
            assertThat(none.failed()).isEqualTo(6);
            assertThat(none.outcomes().keySet()).isSubsetOf("connect_failed", "rejected");
        }
        Colours colours = together.gateway(0).gateway().colours();
        assertThat(ColourSecond.consecutive(colours.seconds("chat", "green", 60)))
                .isEqualTo(10);
        Together.soon()
                .until(() -> colours.seconds("chat", "blue", 3).stream().anyMatch(second -> second.gateways() == 2));
    }

    /** How many characters an answer says, by the texts of its events. */
    private static int said(String body) {
        Matcher text = Pattern.compile("\"text\": \"((?:[^\"\\\\]|\\\\.)*)\"").matcher(body);
        int count = 0;
        while (text.find()) {
            count += text.group(1).replaceAll("\\\\(u[0-9a-f]{4}|.)", "x").length();
        }
        return count;
    }

    private static String messageOf(TestGateway gateway, String colour) throws IOException {
        Matcher message = MESSAGE.matcher(
                ask(gateway, "/rated/chat/chat", "How many days?", colour).body());
        assertThat(message.find()).isTrue();
        return message.group(1);
    }

    private static void rate(TestGateway gateway, String message, int score, String code) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            String body = "{\"message_id\":\"" + message + "\",\"score\":" + score + ",\"reason\":\"\"}";
            assertThat(client.ask("POST", "/rated/chat/feedback", body, "Content-Type: application/json")
                            .body())
                    .startsWith("{\"code\":" + code + ",");
        }
    }

    @Test
    void aRatingIsCreditedToTheColourThatGaveTheMessageWhereverItIsGiven() throws Exception {
        TestGateway here = together.gateway(0);
        TestGateway there = together.gateway(1);
        String message = messageOf(here, "one");
        String again = messageOf(there, "one");
        String unknown = "0".repeat(32);
        // What the other gateway learns of the message, it learns from Redis.
        Together.soon()
                .until(() -> together.redis().ask("KEYS", "teal:message:*").contains(message));

        rate(there, message, 90, "200");
        rate(here, again, 50, "200");
        rate(here, unknown, 10, "500");
        Together.soon().untilAsserted(() -> {
            assertThat(scores(here)).isEqualTo(new Scores(2, 140, 90 * 90 + 50 * 50));
            assertThat(scores(there)).isEqualTo(new Scores(2, 140, 90 * 90 + 50 * 50));
        });
        rate(here, message, 40, "200");

        Together.soon().untilAsserted(() -> {
            assertThat(scores(here)).isEqualTo(new Scores(2, 90, 40 * 40 + 50 * 50));
            assertThat(scores(there)).isEqualTo(new Scores(2, 90, 40 * 40 + 50 * 50));
        });
        assertThat(here.gateway()
                        .colours()
                        .ratings()
                        .of("rated", "other", WINDOW)
                        .count())
                .isZero();
    }

    private static Scores scores(TestGateway gateway) {
        return gateway.gateway().colours().ratings().of("rated", "one", WINDOW);
    }
}
