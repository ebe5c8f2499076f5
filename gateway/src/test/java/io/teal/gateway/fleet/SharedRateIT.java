package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rate of a client is one at all gateways that share a real Redis. */
class SharedRateIT {
    private static final String PATIENT = "command_timeout: 2s";

    @TempDir
    Path folder;

    private RecordingBackend server;
    private Together together;

    @BeforeEach
    void start() throws IOException {
        server = RecordingBackend.start();
        together = Together.start(folder, 0, "");
    }

    @AfterEach
    void stop() {
        together.close();
        server.close();
    }

    private TestGateway gateway(String limits, String settings) {
        TestGateway gateway = together.add("""
                services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                routes:
                  - {name: free, match: {path: /free}, service: chat}
                  - {name: all, match: {path: /}, service: chat, limits: {body: 16MiB, %s}}
                """.formatted(server.address(), limits), settings);
        together.awaitEachOther();
        together.awaitRedis();
        return gateway;
    }

    private static Answer ask(TestGateway gateway, String target, String body) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            return client.ask(body.isEmpty() ? "GET" : "POST", target, body, "Authorization: one");
        }
    }

    private static int ask(TestGateway gateway) throws IOException {
        return ask(gateway, "/", "").status();
    }

    private static List<Integer> askAtOnce(int times, Callable<Integer> each) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                asked.add(clients.submit(each));
            }
            for (Future<Integer> one : asked) {
                statuses.add(one.get());
            }
        }
        return statuses;
    }

    @Test
    void bothTogetherLetThroughExactlyAsManyAsAClientMay() throws Exception {
        String rate = "rate: {requests: 20, per: 1h, by: header:Authorization}";
        TestGateway one = gateway(rate, PATIENT);
        TestGateway other = gateway(rate, PATIENT);

        List<Integer> statuses = askAtOnce(60, () -> {
            int here = ask(one, "/", "x".repeat(5_000)).status();
            int there = ask(other);
            return here * 1000 + there;
        });

        int through = statuses.stream()
                .mapToInt(pair -> (pair / 1000 == 200 ? 1 : 0) + (pair % 1000 == 200 ? 1 : 0))
                .sum();
        assertThat(through).isEqualTo(20);
        assertThat(server.requests()).hasSize(20);
        SharingStatus here = Together.status(one);
        SharingStatus there = Together.status(other);
        assertThat(here.rateAlone() + there.rateAlone()).isZero();
        assertThat(here.rateGranted() + there.rateGranted()).isEqualTo(20);
        assertThat(here.rateRefused() + there.rateRefused()).isEqualTo(100);
        assertThat(here.rateRefused()).isPositive();
        // Another client has a rate of its own, and neither is kept by what it calls itself.
        try (PlainClient client = new PlainClient(other.port())) {
            assertThat(client.get("/", "Authorization: other").status()).isEqualTo(200);
        }
        assertThat(together.redis().ask("KEYS", "teal:rate:*").lines().filter(key -> key.startsWith("teal:rate:")))
                .hasSize(2)
                .allSatisfy(key -> assertThat(key).matches("teal:rate:[0-9a-f]{32}"));
    }

    @Test
    void aClientIsToldWhenItsPeriodIsOver() throws Exception {
        String rate = "rate: {requests: 2, per: 2500ms, by: header:Authorization}";
        TestGateway one = gateway(rate, PATIENT);
        TestGateway other = gateway(rate, PATIENT);
        long before = System.nanoTime();
        assertThat(ask(one)).isEqualTo(200);
        long after = System.nanoTime();
        assertThat(ask(other)).isEqualTo(200);
        long asked = System.nanoTime();

        Answer refused = ask(one, "/", "");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("\"type\":\"" + Outcome.RATE_LIMITED.tag() + "\"");
        // The period began with the first request, whichever gateway it came to.
        long now = System.nanoTime();
        Duration told = Duration.ofSeconds(Integer.parseInt(refused.field("Retry-After")));
        assertThat(told).isGreaterThanOrEqualTo(Duration.ofMillis(2500).minusNanos(now - before));
        assertThat(told).isLessThanOrEqualTo(Duration.ofMillis(3500).minusNanos(asked - after));
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() - now >= told.toNanos());
        assertThat(List.of(ask(one), ask(one), ask(other))).containsExactly(200, 200, 429);
    }

    @Test
    void withoutAnAnswerAGatewayDecidesAloneAndInTime() throws Exception {
        TestGateway one = gateway("rate: {requests: 3, per: 1h, by: header:Authorization}", "command_timeout: 300ms");
        assertThat(ask(one)).isEqualTo(200);

        together.redis().freeze();
        long began = System.nanoTime();
        List<Integer> silent = List.of(ask(one), ask(one), ask(one));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        together.redis().kill();
        Together.soon().until(() -> !Together.usable(one.gateway()));
        int away = ask(one);

        // What was let through before counts here, too.
        assertThat(silent).containsExactly(200, 200, 429);
        assertThat(away).isEqualTo(429);
        assertThat(took).isLessThan(Duration.ofSeconds(3));
        assertThat(Together.status(one).rateAlone()).isPositive();

        together.redis().restart();
        together.awaitRedis();
        assertThat(askAtOnce(4, () -> ask(one))).containsExactlyInAnyOrder(200, 200, 200, 429);
        assertThat(one.gateway().stats().of(Outcome.INTERNAL)).isZero();
    }

    @Test
    void aBodyIsNotReadWhileItWaitsAndIsCompleteAfterwards() throws Exception {
        TestGateway one = gateway("rate: {requests: 100, per: 1h, by: header:Authorization}", PATIENT);
        String body = "0123456789".repeat(100_000);

        for (int size : new int[] {1, 10_000, 70_000, 1_000_000}) {
            together.redis().beSlow(Duration.ofMillis(60));
            assertThat(ask(one, "/", body.substring(0, size)).status()).isEqualTo(200);
            together.redis().beSlow(Duration.ofMillis(60));
            try (Http2Client client = new Http2Client(one.port())) {
                HttpClientRequest request = client.request(HttpMethod.POST, "/");
                HttpClientResponse response = Http2Client.await(request.send(Buffer.buffer(body.substring(0, size))));
                assertThat(response.statusCode()).isEqualTo(200);
            }
        }

        assertThat(server.requests())
                .extracting(one1 -> one1.body().length())
                .containsExactly(1, 1, 10_000, 10_000, 70_000, 70_000, 1_000_000, 1_000_000);
        assertThat(server.requests().getLast().body()).isEqualTo(body);
        assertThat(Together.status(one).rateGranted()).isEqualTo(8);
    }

    @Test
    void whoLeavesWhileItWaitsIsGoneAndGivesItsPlaceBack() throws Exception {
        TestGateway one = gateway(
                "rate: {requests: 100, per: 1h, by: client_ip}, concurrency: {requests: 2, by: client_ip}",
                "command_timeout: 5s");
        together.redis().freeze();
        try (RawClient client = new RawClient(one.port());
                Http2Client second = new Http2Client(one.port())) {
            // Whoever asks before both wait would take the place of one of them.
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50_000));
            Together.soon().until(() -> one.gateway().stats().inProgress() == 1);
            HttpClientRequest held = second.request(HttpMethod.GET, "/");
            var unused = held.send();
            Http2Client.await(held.connection().ping(Buffer.buffer("came in?")));
            Together.soon().until(() -> one.gateway().stats().inProgress() == 2);
            assertThat(ask(one)).isEqualTo(429);

            client.reset();
            var unusedReset = held.reset(8);
            Together.soon().until(() -> one.gateway().stats().of(Outcome.CLIENT_LEFT) == 2);
        }
        together.redis().thaw();

        Together.soon().until(() -> ask(one) == 200);
        assertThat(askAtOnce(2, () -> ask(one))).containsOnly(200);
        assertThat(server.requests()).hasSize(3);
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void aRouteWithoutARateAsksNobody() throws Exception {
        TestGateway one = gateway("rate: {requests: 1, per: 1h, by: client_ip}", "");

        for (int i = 0; i < 20; i++) {
            assertThat(ask(one, "/free", "").status()).isEqualTo(200);
        }

        assertThat(Together.status(one)).isEqualTo(new SharingStatus(0, 0, 0, 0, 0, 0));
        assertThat(together.redis().ask("KEYS", "teal:rate:*")).startsWith("*0");
    }
}
