package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.simulator.pace.Overload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An instance under load, as its clients see it. */
class OverloadIT {
    private static final int COMFORTABLE = 4;
    private static final int LIMIT = 20;
    private static final int TRIES = 30;
    private static final String KB = "{\"query\":\"怎么报销？\",\"kb_name\":\"hr_faq\"}";
    private static final String OPENAI = "{\"messages\":[{\"role\":\"user\",\"content\":\"怎么报销？\"}]}";

    private final Fleet fleet = Fleet.start(
            Instance.named("alone").withOverload(Overload.of(Duration.ofMillis(200), 1, 0, 1, 0)),
            Instance.named("vllm")
                    .withFlavour(Flavour.VLLM)
                    .withOverload(Overload.of(Duration.ofMillis(200), 1, 0, 1, 0)),
            Instance.named("strict").withOverload(Overload.of(Duration.ofMillis(20), 1, 0, 1, 100)),
            Instance.named("busy")
                    .withTiming(Timing.instant())
                    .withOverload(Overload.of(Duration.ofMillis(80), COMFORTABLE, 25, LIMIT, 20)));
    private final SimulatedServer busy = fleet.server("busy");

    @AfterEach
    void stop() {
        fleet.close();
    }

    private record Outcome(int answered, int failed, double perSecond) {}

    private static int ask(SimulatedServer server, String path, String body) throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post(path, body);
            return client.read().status();
        }
    }

    /** So many clients ask one question after the other. */
    private Outcome load(int clients, int questions) throws Exception {
        long start = System.nanoTime();
        int answered = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                results.add(pool.submit(() -> {
                    int good = 0;
                    for (int q = 0; q < questions; q++) {
                        good += ask(busy, "/chat/kb_chat", KB) == 200 ? 1 : 0;
                    }
                    return good;
                }));
            }
            for (Future<Integer> result : results) {
                answered += result.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Outcome(answered, clients * questions - answered, answered / seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "alone, /chat/kb_chat",
        "alone, /v1/chat/completions",
        "alone, /chat/chat/completions",
        "vllm, /v1/chat/completions"
    })
    void aloneAnAnswerTakesItsWork(String name, String path) throws Exception {
        Duration longest = Duration.ofMillis(240);
        Duration took = longest.plusMillis(1);
        // Other programs may make a try longer, nothing may make one shorter.
        for (int i = 0; i < TRIES && took.compareTo(longest) > 0; i++) {
            long start = System.nanoTime();
            assertThat(ask(fleet.server(name), path, path.endsWith("kb_chat") ? KB : OPENAI))
                    .isEqualTo(200);
            took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }

        assertThat(took).isLessThanOrEqualTo(longest);
    }

    @Test
    void overloadCostsThroughputAndAnswers() throws Exception {
        Outcome bad = load(30, 2);
        assertThat(bad.failed()).isPositive();
        assertThat(bad.answered()).isPositive();
        assertThat(busy.stats().generationsStarted()).isEqualTo(bad.answered());

        // Other programs may take time away from a try, nothing gives it more than it should have.
        Outcome good = load(COMFORTABLE, 8);
        for (int i = 1; i < TRIES && good.perSecond() <= bad.perSecond(); i++) {
            good = load(COMFORTABLE, 8);
        }
        assertThat(good.failed()).isZero();
        assertThat(good.perSecond()).isGreaterThan(bad.perSecond());
    }

    @Test
    void upToTheLimitNoneFails() throws Exception {
        assertThat(load(LIMIT, 2).failed()).isZero();
    }

    @Test
    void failureIsAPlain500() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        try {
            // Five too many fail for certain.
            for (int i = 0; i < 2 * LIMIT; i++) {
                RawClient client = new RawClient(busy);
                waiting.add(client);
                client.post("/chat/kb_chat", KB, "X-Fake-Fault: slow-first-token; ms=5000");
            }
            List<String> failures = new ArrayList<>();
            for (RawClient client : waiting) {
                String head = client.head();
                if (!head.startsWith("HTTP/1.1 200")) {
                    failures.add(head);
                }
            }

            assertThat(failures)
                    .hasSizeGreaterThanOrEqualTo(LIMIT - 5)
                    .allMatch(head -> head.startsWith("HTTP/1.1 500 Internal Server Error\r\n"));
        } finally {
            for (RawClient client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void whoHasLeftIsStillInFlight() throws Exception {
        SimulatedServer strict = fleet.server("strict");
        try (RawClient client = new RawClient(strict)) {
            client.post("/chat/kb_chat", KB, "X-Fake-Fault: slow-first-token; ms=60000");
            client.head();
            Awaitility.await().until(() -> strict.stats().generationsStarted() == 1);
        }
        Awaitility.await().until(() -> strict.stats().generationsAbandoned() == 1);
        assertThat(ask(strict, "/chat/kb_chat", KB)).isEqualTo(500);

        strict.restart();

        assertThat(ask(strict, "/chat/kb_chat", KB)).isEqualTo(200);
    }
}
