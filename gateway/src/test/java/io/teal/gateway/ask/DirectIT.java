package io.teal.gateway.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Flavour;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Questions that are asked of one colour without a client. */
class DirectIT {
    private static final String KB_CHAT = "/chat/kb_chat";
    private static Fleet fleet;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(
                Instance.named("blue-1"),
                Instance.named("green-1"),
                Instance.named("vllm-1").withFlavour(Flavour.VLLM));
        gateway = TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: %s}]}
                      green: {servers: [{address: %s, max_fails: 1, fail_timeout: 10m}]}
                    traffic: {split: {blue: 100, green: 0}}
                  model:
                    upstreams: {only: {servers: [{address: %s}]}}
                routes:
                  - {name: here, match: {hosts: [chat.test], path: /}, service: chat, answers: chatchat, cache: {}}
                  - {name: quick, match: {path: /quick}, service: chat, answers: chatchat,
                     timeouts: {first_token: 1s}, rewrite: {path_prefix: /},
                     request_headers: {set: {X-Added: "yes"}}}
                  - {name: model, match: {path: /v1}, service: model, answers: openai}
                """.formatted(
                        fleet.servers().get(0).address(),
                        fleet.servers().get(1).address(),
                        fleet.servers().get(2).address()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fleet.close();
    }

    @AfterEach
    void sound() {
        green().faults().clear();
        green().resetStats();
    }

    private static SimulatedServer green() {
        return fleet.servers().get(1);
    }

    private static DirectQuestion question(String target, boolean stream) {
        String body = "{\"query\":\"leave\",\"kb_name\":\"samples\",\"stream\":" + stream + "}";
        return DirectQuestion.json("chat", "green", target, body.getBytes(StandardCharsets.UTF_8));
    }

    private static DirectAnswer ask(DirectQuestion question) throws Exception {
        return gateway.gateway().ask(question).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aStreamIsReadAndTimed() throws Exception {
        DirectAnswer answer = ask(question(KB_CHAT, true));

        assertThat(answer.outcome()).isEqualTo(Outcome.OK);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("green-1").doesNotContain("data:");
        assertThat(answer.cut()).isFalse();
        assertThat(answer.documents()).isNotEmpty().allSatisfy(name -> assertThat(name)
                .endsWith(".md"));
        assertThat(answer.firstTokenNanos()).isPositive().isLessThanOrEqualTo(answer.totalNanos());
        assertThat(answer.server()).isEqualTo(green().address());
        assertThat(answer.message()).isEmpty();
    }

    @Test
    void aWholeAnswerSaysTheSame() throws Exception {
        DirectAnswer answer = ask(question(KB_CHAT, false));

        assertThat(answer.outcome()).isEqualTo(Outcome.OK);
        assertThat(answer.text()).contains("green-1").doesNotContain("{");
        assertThat(answer.firstTokenNanos()).isEqualTo(-1);
    }

    @Test
    void aModelServerIsAskedByItsOwnRoute() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            String body =
                    "{\"model\":\"qwen2-instruct\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":"
                            + stream + "}";
            DirectAnswer answer = ask(DirectQuestion.json(
                    "model", "only", "/v1/chat/completions", body.getBytes(StandardCharsets.UTF_8)));

            assertThat(answer.outcome()).isEqualTo(Outcome.OK);
            assertThat(answer.text()).isNotEmpty().doesNotContain("choices", "DONE");
        }
    }

    @Test
    void theRouteSaysHowItIsAskedAndServersAreToldWhatFor() throws Exception {
        DirectQuestion plain = question("/quick" + KB_CHAT, true);
        DirectAnswer answer = ask(new DirectQuestion(
                "chat",
                "green",
                "quick",
                plain.target(),
                "",
                Map.of("Content-Type", "application/json", "X-Own", "1", "X-Teal-Purpose", "else"),
                plain.body(),
                Duration.ofSeconds(20)));

        assertThat(answer.outcome()).isEqualTo(Outcome.OK);
        assertThat(green().requests().getLast().headText()).startsWith("POST " + KB_CHAT + " ");
        assertThat(green().requests().getLast().headText())
                .contains("X-Added: yes", "X-Own: 1", "X-Teal-Purpose: gate")
                .doesNotContain("X-Teal-Purpose: else");
    }

    @Test
    void clientsCannotSayThatTheyAreAGate() throws Exception {
        try (PlainClient client = new PlainClient(gateway.port())) {
            var unused = client.ask(
                    "POST", "/quick" + KB_CHAT, "{}", "Content-Type: application/json", "X-Teal-Purpose: gate");
        }
        assertThat(fleet.servers().get(0).requests().getLast().headText()).doesNotContain("Purpose");
    }

    @Test
    void itIsNeverAnsweredFromTheCacheNorKept() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(ask(question(KB_CHAT, true).by("here")).outcome()).isEqualTo(Outcome.OK);
        }
        assertThat(green().stats().generationsStarted()).isEqualTo(3);
        assertThat(gateway.gateway().cache().stats().memory().entries()).isZero();
    }

    @Test
    void itsFailuresAreToldAndHarmNobody() throws Exception {
        Snapshot before = gateway.gateway().stats();
        green().faults().set(Fault.ERROR_EVENT, 1, Map.of("text", "no model here"));
        for (int i = 0; i < 3; i++) {
            DirectAnswer answer = ask(question(KB_CHAT, true));
            assertThat(answer.outcome()).isEqualTo(Outcome.ERROR_EVENT);
            assertThat(answer.message()).isEqualTo("no model here");
        }
        assertThat(green().stats().requests()).isEqualTo(3);
        ServerStatus server = gateway.server(green().address());
        assertThat(server.state()).isEqualTo(ServerStatus.State.UP);
        assertThat(server.failures()).isZero();
        assertThat(gateway.gateway().stats().requests()).isEqualTo(before.requests());
        assertThat(gateway.gateway().stats().upstreams())
                .usingRecursiveComparison()
                .isEqualTo(before.upstreams());
    }

    @Test
    void aStatusIsAnAnswer() throws Exception {
        green().faults().set(Fault.STATUS, 1, Map.of("code", "503", "body", "no place"));
        DirectAnswer answer = ask(question(KB_CHAT, true));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.outcome().good()).isFalse();
        assertThat(answer.text()).isEmpty();
        assertThat(answer.message()).contains("no place");
    }

    @Test
    void theClocksOfTheRouteAndItsOwnEndIt() throws Exception {
        green().faults().set(Fault.PINGS_ONLY);
        assertThat(ask(question("/quick" + KB_CHAT, true)).outcome()).isEqualTo(Outcome.TIMEOUT_FIRST_TOKEN);
        DirectAnswer own = ask(question(KB_CHAT, true).within(Duration.ofMillis(300)));
        assertThat(own.outcome()).isEqualTo(Outcome.TIMEOUT_TOTAL);
        assertThat(own.message()).isNotEmpty();
        await().until(() -> gateway.leases() == 0);
    }

    @Test
    void itCanBeBrokenOff() {
        green().faults().set(Fault.PINGS_ONLY);
        CompletableFuture<DirectAnswer> asked = gateway.gateway().ask(question(KB_CHAT, true));
        await().until(() -> gateway.leases() == 1);

        assertThat(asked.cancel(true)).isTrue();

        await().until(() -> gateway.leases() == 0);
    }

    @Test
    void itStandsAmongTheRecentRequestsWithWhatItIs() throws Exception {
        DirectAnswer answer = ask(question(KB_CHAT, true));

        RequestRecord record = gateway.gateway().recent().find(answer.requestId());
        assertThat(record).isNotNull();
        assertThat(record.cause()).isEqualTo("gate");
        assertThat(record.upstream()).isEqualTo("green");
        assertThat(record.attempts()).hasSize(1);
    }

    @Test
    void whatDoesNotExistCannotBeAsked() {
        DirectQuestion there = question(KB_CHAT, true);
        assertThatThrownBy(() -> ask(there.by("model")))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("no route leads to service chat by the name model");
        assertThatThrownBy(() -> ask(DirectQuestion.json("chat", "red", KB_CHAT, there.body())))
                .hasMessageContaining("service chat has no upstream red");
        assertThatThrownBy(() -> ask(DirectQuestion.json("none", "red", KB_CHAT, there.body())))
                .hasMessageContaining("no route leads to service none for " + KB_CHAT);
    }
}
