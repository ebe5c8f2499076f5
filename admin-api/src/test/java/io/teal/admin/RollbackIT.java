package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Going back, again and again, while people ask. */
class RollbackIT {
    private static final Logger log = LoggerFactory.getLogger(RollbackIT.class);
    private static final Pattern CONTENT = Pattern.compile("\"content\": \"([^\"]*)\"");
    private static final int CLIENTS = 64;
    private static final int ROLLBACKS = 100;

    /** What a client saw of one answer. */
    private record Seen(long started, long revision, String upstream, int status, String body) {}

    @Test
    void aHundredRollbacksUnderLoadFailNothingAndHoldFromTheirReply(@TempDir Path store) throws Exception {
        Timing timing = Timing.scaled(0.001).withPlaces(CLIENTS);
        Queue<Seen> seen = new ConcurrentLinkedQueue<>();
        Queue<Exception> failed = new ConcurrentLinkedQueue<>();
        AtomicBoolean stop = new AtomicBoolean();
        List<Long> replied = new ArrayList<>();
        long slowest = 0;
        try (Fleet fleet = Fleet.start(
                Instance.named("blue-1").withTiming(timing),
                Instance.named("green-1").withTiming(timing))) {
            AdminRig rig = new AdminRig(
                    store,
                    Routings.two(
                            fleet.server("blue-1").address(),
                            fleet.server("green-1").address(),
                            "127.0.0.1:1"));
            try (HttpClient people = HttpClient.newHttpClient()) {
                assertThat(rig.post("/api/v1/services/chat/switch", "*", "{\"to\":\"green\"}")
                                .status())
                        .isEqualTo(200);
                URI uri = URI.create("http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat");
                List<Thread> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    // Every third one reads a stream.
                    String question = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\",\"stream\":" + (i % 3 == 0) + "}";
                    clients.add(Thread.ofVirtual().start(() -> {
                        try {
                            while (!stop.get()) {
                                seen.add(ask(people, uri, question));
                            }
                        } catch (Exception e) {
                            failed.add(e);
                        }
                    }));
                }

                // When
                for (int i = 0; i < ROLLBACKS; i++) {
                    int before = seen.size();
                    await().atMost(Duration.ofSeconds(30))
                            .pollInterval(Duration.ofMillis(2))
                            .until(() -> seen.size() >= before + 20 || !failed.isEmpty());
                    long called = System.nanoTime();
                    AdminRig.Reply reply = rig.post("/api/v1/rollback", "*", "{}");
                    long returned = System.nanoTime();
                    assertThat(reply.status()).isEqualTo(200);
                    assertThat(reply.json().get("revision").asLong()).isEqualTo(i + 3);
                    replied.add(returned);
                    slowest = Math.max(slowest, returned - called);
                }
                int before = seen.size();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> seen.size() >= before + CLIENTS || !failed.isEmpty());
                stop.set(true);
                for (Thread client : clients) {
                    client.join();
                }
            } finally {
                rig.close();
            }
        }

        // Then
        log.info("{} answers over {} rollbacks, the slowest took {} ms", seen.size(), ROLLBACKS, slowest / 1_000_000);
        assertThat(failed).isEmpty();
        assertThat(seen).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.upstream()).isEqualTo(answer.revision() % 2 == 0 ? "green" : "blue");
            // The name is whole in the answer, so a stream ended where it began.
            assertThat(text(answer.body())).contains("（" + answer.upstream() + "-1，知识库版本 1）");
            long inEffect =
                    2 + replied.stream().filter(at -> at < answer.started()).count();
            assertThat(answer.revision()).isGreaterThanOrEqualTo(inEffect);
        });
    }

    /** The words of an answer: of a stream those of its events together, else the whole body. */
    private static String text(String body) {
        if (!body.startsWith("data: ")) {
            return body;
        }
        StringBuilder words = new StringBuilder();
        Matcher word = CONTENT.matcher(body);
        while (word.find()) {
            words.append(word.group(1));
        }
        return words.toString();
    }

    private static Seen ask(HttpClient people, URI uri, String question) throws Exception {
        long started = System.nanoTime();
        HttpResponse<String> response = people.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(question))
                        .build(),
                BodyHandlers.ofString());
        return new Seen(
                started,
                response.headers().firstValueAsLong("X-Teal-Revision").orElse(-1),
                response.headers().firstValue("X-Teal-Upstream").orElse(""),
                response.statusCode(),
                response.body());
    }
}
