package io.teal.gateway.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.ask.Shadowed.Pair;
import io.teal.gateway.ask.Shadowed.Skip;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Questions that also go to another colour: clients notice nothing, whatever that one does. */
class ShadowIT {
    private static final String KB_CHAT = "/chat/kb_chat";
    private static final String SHADOW = "shadow: {to: green, share: 100%}";
    private static final String CACHED = "/kept/chat/kb_chat";
    private static final Pattern OF_ITS_TIME = Pattern.compile("chat[0-9a-f-]{36}|created\\\\?\": \\d+");
    private static Fleet fleet;
    private static TestGateway gateway;
    private static Shadowed before;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(Instance.named("blue-1"), Instance.named("green-1"));
        gateway = TestGateway.start(routing(SHADOW, 64));
    }

    private static String routing(String shadow, int places) {
        return """
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: %s}]}
                      green: {servers: [{address: %s, max_fails: 1, fail_timeout: 10m, max_conns: %d}]}
                    traffic: {split: {blue: 100, green: 0}, canary: [{header: X-Green, present: true, to: green}]}
                    %s
                routes:
                  - {name: all, match: {path: /}, service: chat, answers: chatchat, timeouts: {first_token: 2s}}
                  - {name: kept, match: {path: /kept}, service: chat, answers: chatchat, rewrite: {path_prefix: /},
                     cache: {}}
                  - {name: unread, match: {path: /unread}, service: chat, rewrite: {path_prefix: /}}
                """.formatted(blue().address(), green().address(), places, shadow);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fleet.close();
    }

    @AfterEach
    void sound() {
        green().faults().clear();
        blue().faults().clear();
        await().until(() -> gateway.leases() == 0);
    }

    private static SimulatedServer blue() {
        return fleet.servers().get(0);
    }

    private static SimulatedServer green() {
        return fleet.servers().get(1);
    }

    private static Shadowed shadowed() {
        return gateway.gateway().shadows().read().getFirst();
    }

    private static long skipped(Skip why) {
        return shadowed().skipped().getOrDefault(why, 0L);
    }

    private static String question(String query, boolean stream, String more) {
        return "{\"query\":\"" + query + "\",\"kb_name\":\"samples\",\"stream\":" + stream + more + "}";
    }

    private static PlainClient.Answer ask(String target, String body, String... fields) throws IOException {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("Content-Type: application/json");
        try (PlainClient client = new PlainClient(gateway.port())) {
            return client.ask("POST", target, body, all.toArray(String[]::new));
        }
    }

    private static long compared(Shadowed now) {
        return now.pairs().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Waits for the shadow of what was asked just now. */
    private static void awaitOneMore() {
        await().until(() -> compared(shadowed()) == compared(before) + 1);
    }

    private static String timeless(String body) {
        return OF_ITS_TIME.matcher(body).replaceAll("");
    }

    @Test
    void clientsGetWhatTheyGetWithoutShadows() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            for (String target : new String[] {KB_CHAT, CACHED}) {
                String question = question("leave " + stream + target, stream, "");
                gateway.publish(TestGateway.routing(routing("", 64)));
                PlainClient.Answer without = ask(target, question, "Cache-Control: no-cache");
                gateway.publish(TestGateway.routing(routing(SHADOW, 64)));
                before = shadowed();

                PlainClient.Answer with = ask(target, question, "Cache-Control: no-cache");

                assertThat(with.status()).isEqualTo(without.status()).isEqualTo(200);
                assertThat(timeless(with.body())).isEqualTo(timeless(without.body()));
                assertThat(AnswerText.of(with.body())).contains("blue-1");
                assertThat(with.upstream()).isEqualTo("blue");
                awaitOneMore();
            }
        }
    }

    @Test
    void bothAnswersAreCompared() throws Exception {
        before = shadowed();
        var unused = ask(KB_CHAT, question("leave", true, ""));
        awaitOneMore();

        Shadowed now = shadowed();
        assertThat(now.sent()).isEqualTo(before.sent() + 1);
        assertThat(now.pairs()).containsKey(new Pair(Outcome.OK, Outcome.OK));
        assertThat(now.measures()).containsKeys(Measure.values());
        assertThat(now.measures().get(Measure.DOCUMENTS).mean()).isBetween(0.0, 1.0);
        assertThat(Math.exp(now.measures().get(Measure.LENGTH).mean())).isBetween(0.5, 2.0);
        assertThat(now.firstToken().count()).isPositive();
        assertThat(now.given().count()).isPositive();
        String head = green().requests().getLast().headText();
        assertThat(head).contains("X-Teal-Purpose: shadow");
    }

    @Test
    void theShadowStandsAmongTheRecentRequestsAndIsNotCounted() throws Exception {
        before = shadowed();
        long green = requestsTo("green");
        PlainClient.Answer answer = ask(KB_CHAT, question("leave", true, ""));
        awaitOneMore();

        RequestRecord record = gateway.gateway().recent().find(answer.field("X-Request-ID") + "-shadow");
        assertThat(record).isNotNull();
        assertThat(record.cause()).isEqualTo("shadow");
        assertThat(requestsTo("green")).isEqualTo(green);
        assertThat(gateway.server(green().address()).attempts()).isEmpty();
    }

    private static long requestsTo(String upstream) {
        return gateway.gateway().stats().requests().stream()
                .filter(row -> row.upstream().equals(upstream))
                .mapToLong(row -> row.count())
                .sum();
    }

    @Test
    void aKeptAnswerHasNoShadow() throws Exception {
        before = shadowed();
        String question = question("kept", true, "");
        assertThat(ask(CACHED, question).field("X-Teal-Cache")).isEqualTo("miss");
        awaitOneMore();
        assertThat(ask(CACHED, question).field("X-Teal-Cache")).isEqualTo("hit");

        // The next one is seen: what came before it would have been.
        assertThat(ask(CACHED, question("another", true, "")).field("X-Teal-Cache"))
                .isEqualTo("miss");
        await().until(() -> compared(shadowed()) == compared(before) + 2);
        assertThat(green().stats().count("kept")).isEqualTo(1);
    }

    @Test
    void whatChangesSomethingOrBelongsToOneServerIsNeverRepeated() throws Exception {
        before = shadowed();
        long green = green().stats().requests();
        long state = skipped(Skip.STATE);
        for (String target : new String[] {
            "/chat/feedback",
            "/chat/file_chat",
            "/chat/chat/completions",
            "/chat/agent_chat",
            "/knowledge_base/create_knowledge_base",
            "/knowledge_base/delete_docs",
            "/knowledge_base/upload_docs",
            "/knowledge_base/temp_kb/abc/chat/completions",
            "/knowledge_base/search_engine/bing/chat/completions",
            "/tools/call",
            "/unread" + KB_CHAT
        }) {
            var unused = ask(target, question("no", true, ""));
        }
        var unusedTemp = ask(KB_CHAT, question("no", true, ",\"mode\":\"temp_kb\""));
        var unusedTalk = ask(KB_CHAT, question("no", true, ",\"conversation_id\":\"c1\""));
        var unusedGreen = ask(KB_CHAT, question("green", true, ""), "X-Green: 1");
        var unused = ask(KB_CHAT, question("yes", true, ""));

        awaitOneMore();
        assertThat(skipped(Skip.STATE) - state).isEqualTo(1);
        assertThat(green().stats().requests() - green).isEqualTo(2);
        assertThat(shadowed().sent() - before.sent()).isEqualTo(1);
    }

    @Test
    void aShadowThatFailsHarmsNobody() throws Exception {
        for (Fault fault :
                List.of(Fault.RESET, Fault.INTERNAL_ERROR, Fault.DOCS_ONLY, Fault.TOKENS_THEN_RESET, Fault.BIG_EVENT)) {
            green().faults().clear();
            green().faults().set(fault);
            before = shadowed();
            PlainClient.Answer answer = ask(KB_CHAT, question("leave", true, ""));
            awaitOneMore();

            assertThat(answer.status()).as(fault.key()).isEqualTo(200);
            assertThat(AnswerText.of(answer.body())).contains("blue-1");
            ServerStatus server = gateway.server(green().address());
            assertThat(server.state()).as(fault.key()).isEqualTo(ServerStatus.State.UP);
            assertThat(server.failures()).isZero();
        }
        assertThat(shadowed().pairs()).containsKey(new Pair(Outcome.OK, Outcome.EMPTY));
    }

    @Test
    void aShadowThatHangsHoldsNobodyUpAndEndsByTheClocks() throws Exception {
        green().faults().set(Fault.PINGS_ONLY);
        before = shadowed();
        CompletableFuture<PlainClient.Answer> asked = CompletableFuture.supplyAsync(() -> {
            try {
                return ask(KB_CHAT, question("leave", true, ""));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(asked.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);

        awaitOneMore();
        assertThat(shadowed().pairs()).containsKey(new Pair(Outcome.OK, Outcome.TIMEOUT_FIRST_TOKEN));
        assertThat(gateway.server(green().address()).state()).isEqualTo(ServerStatus.State.UP);
    }

    @Test
    void whatFailedAtTheOtherIsAskedToo() throws Exception {
        blue().faults().set(Fault.ERROR_EVENT, 1, Map.of("text", "broken"));
        before = shadowed();
        assertThat(ask(KB_CHAT, question("leave", true, "")).body()).contains("broken");

        awaitOneMore();
        assertThat(shadowed().pairs()).containsKey(new Pair(Outcome.ERROR_EVENT, Outcome.OK));
    }

    @Test
    void nothingIsAskedWhileItIsBusy() throws Exception {
        green().faults().set(Fault.PINGS_ONLY);
        gateway.publish(TestGateway.routing(routing(SHADOW, 2)));
        byte[] question = question("x", true, "").getBytes(StandardCharsets.UTF_8);
        CompletableFuture<DirectAnswer> other =
                gateway.gateway().ask(DirectQuestion.json("chat", "green", "/kept" + KB_CHAT, question));
        await().until(() -> gateway.server(green().address()).leases() == 1);
        long busy = skipped(Skip.BUSY);
        before = shadowed();

        for (int i = 0; i < 3; i++) {
            assertThat(ask(KB_CHAT, question("leave", true, "")).status()).isEqualTo(200);
        }

        await().until(() -> skipped(Skip.BUSY) == busy + 3);
        assertThat(shadowed().sent()).isEqualTo(before.sent());
        assertThat(gateway.server(green().address()).leases()).isEqualTo(1);
        assertThat(other.cancel(true)).isTrue();
        gateway.publish(TestGateway.routing(routing(SHADOW, 64)));
    }

    @Test
    void nothingIsAskedOfServersThatAreOut() throws Exception {
        long none = skipped(Skip.NO_SERVER);
        ServerKey address = gateway.server(green().address()).key();
        var drained = gateway.gateway()
                .servers()
                .drain(address, "test")
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(drained.known()).isTrue();
        try {
            assertThat(ask(KB_CHAT, question("leave", true, "")).status()).isEqualTo(200);
            await().until(() -> skipped(Skip.NO_SERVER) == none + 1);
        } finally {
            var unused = gateway.gateway()
                    .servers()
                    .resume(address, "test")
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }
}
