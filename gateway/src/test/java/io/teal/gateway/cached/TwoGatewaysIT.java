package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.cache.Purge;
import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RealRedis;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways that share a Redis. */
class TwoGatewaysIT {
    @TempDir
    Path folder;

    private Fleet fleet;
    private RealRedis redis;
    private TestGateway one;
    private TestGateway other;

    @BeforeEach
    void start() throws IOException {
        fleet = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.scaled(0.2)),
                Instance.named("green-1").withTiming(Timing.scaled(0.2)));
        redis = RealRedis.start(folder);
        one = gateway();
        other = gateway();
        await().until(() -> usable(one) && usable(other));
        // The epochs of the two agree from the first look on; until then Redis is not asked for answers.
        await().untilAsserted(() -> {
            String how = ask(one, "warm").field("X-Teal-Cache");
            assertThat(how).isIn("hit", "miss");
            assertThat(ask(other, "warm").field("X-Teal-Cache")).isEqualTo("hit");
        });
    }

    private TestGateway gateway() {
        return TestGateway.start(
                CachedRig.routing(
                        fleet.server("blue-1").address(),
                        fleet.server("green-1").address(),
                        "chatchat",
                        "{}"),
                "redis: {url: \"redis://127.0.0.1:" + redis.port() + "\"}");
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
        fleet.close();
    }

    private static boolean usable(TestGateway gateway) {
        var status = gateway.gateway().cache().stats().redis();
        return status != null && status.status().usable();
    }

    private static PlainClient.Answer ask(TestGateway gateway, String query) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            return CachedRig.ask(client, CachedRig.KB_CHAT, CachedRig.question(query, true));
        }
    }

    private long generations(String query) {
        return fleet.server("blue-1").stats().count(query);
    }

    @Test
    void whatOneHasComputedTheOtherTells() throws IOException {
        PlainClient.Answer first = ask(one, "leave");
        await().untilAsserted(() ->
                assertThat(ask(other, "leave").field("X-Teal-Cache")).isEqualTo("hit"));
        PlainClient.Answer second = ask(other, "leave");
        assertThat(AnswerText.of(second.body())).isEqualTo(AnswerText.of(first.body()));
        assertThat(second.body()).hasSameSizeAs(first.body());
        assertThat(generations("leave")).isEqualTo(1);
    }

    @Test
    void aRestartFindsTheAnswersAgain() throws IOException {
        PlainClient.Answer first = ask(one, "leave");
        assertThat(first.status()).isEqualTo(200);
        one.close();
        one = gateway();
        await().untilAsserted(() ->
                assertThat(ask(one, "leave").field("X-Teal-Cache")).isEqualTo("hit"));
        assertThat(generations("leave")).isLessThanOrEqualTo(2);
    }

    @Test
    void theSameQuestionAtBothIsComputedOnce() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PlainClient.Answer> here = clients.submit(() -> ask(one, "both"));
            Future<PlainClient.Answer> there = clients.submit(() -> ask(other, "both"));
            String text = AnswerText.of(here.get(30, TimeUnit.SECONDS).body());
            assertThat(AnswerText.of(there.get(30, TimeUnit.SECONDS).body()))
                    .isNotBlank()
                    .isEqualTo(text);
            assertThat(List.of(here.get().field("X-Teal-Cache"), there.get().field("X-Teal-Cache")))
                    .containsExactlyInAnyOrder("miss", "coalesced");
        }
        assertThat(generations("both")).isEqualTo(1);
    }

    @Test
    void aChangeOfKnowledgeAtOneIsOneForBoth() throws IOException {
        assertThat(ask(one, "leave").field("X-Teal-Cache")).isEqualTo("miss");
        await().untilAsserted(() ->
                assertThat(ask(other, "leave").field("X-Teal-Cache")).isEqualTo("hit"));
        one.gateway().cache().knowledgeChanged("chat", "samples");
        assertThat(ask(one, "leave").field("X-Teal-Cache")).isEqualTo("miss");
        await().untilAsserted(() -> {
            assertThat(ask(other, "leave").field("X-Teal-Cache")).isEqualTo("hit");
            assertThat(generations("leave")).isEqualTo(2);
        });
    }

    @Test
    void aPurgeAtOneIsOneForBoth() throws Exception {
        assertThat(ask(one, "leave").field("X-Teal-Cache")).isEqualTo("miss");
        await().untilAsserted(() ->
                assertThat(ask(other, "leave").field("X-Teal-Cache")).isEqualTo("hit"));
        int dropped = one.gateway()
                .cache()
                .purge(new Purge.Question("chat", "leave?"))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        assertThat(dropped).isEqualTo(1);
        await().untilAsserted(() -> {
            assertThat(other.gateway()
                            .cache()
                            .lookUp("chat", "leave")
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS))
                    .isEmpty();
        });
        assertThat(ask(one, "leave").field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(generations("leave")).isEqualTo(2);
    }

    @Test
    void anEmptyRedisBringsNoOldAnswerBack() throws IOException {
        assertThat(ask(one, "leave").status()).isEqualTo(200);
        redis.kill();
        redis.restart();
        one.gateway().cache().knowledgeChanged("chat", "samples");
        await().until(() -> usable(one) && usable(other));
        await().untilAsserted(() -> {
            assertThat(ask(other, "leave").status()).isEqualTo(200);
            assertThat(generations("leave")).isGreaterThanOrEqualTo(2);
        });
    }
}
