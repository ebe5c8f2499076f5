package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.simulator.RawClient.Response;
import io.teal.simulator.fault.Fault;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault, as a client meets it. */
class FaultIT {
    private static final String QUESTION = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"hr_faq\"}";

    private final Fleet fleet =
            Fleet.start(Instance.named("blue-1").withTiming(Timing.instant().withPing(Duration.ofMillis(30))));
    private final SimulatedServer server = fleet.server("blue-1");

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Response ask(String fault) throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: " + fault);
            return client.read();
        }
    }

    private static String chunk(RawClient client) throws Exception {
        byte[] chunk = client.exactly(Integer.parseInt(client.line(), 16));
        client.line();
        return new String(chunk, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void neverAnswerTakesTheRequestAndSendsNothing() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.socket().setSoTimeout(200);
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: never-answer");

            assertThatThrownBy(client::head).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void resetComesBeforeAnyByte() throws Exception {
        assertThatThrownBy(() -> ask("reset")).isInstanceOf(SocketException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-reused", "close-reused"})
    void staleConnectionsFailOnTheSecondRequestOnly(String fault) throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.get("/__fake/small", "X-Fake-Fault: " + fault);
            assertThat(client.read().status()).isEqualTo(200);

            client.get("/__fake/small", "X-Fake-Fault: " + fault);

            assertThatThrownBy(client::read)
                    .isInstanceOf(fault.startsWith("reset") ? SocketException.class : EOFException.class);
        }
    }

    @Test
    void connectionCloseIsAnnouncedAndDone() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: connection-close");

            assertThat(client.read().head()).endsWith("\r\nconnection: close\r\n\r\n");
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'status; code=429; retry-after=7', 429, '{\"detail\":\"simulated\"}'",
        "status, 503, '{\"detail\":\"simulated\"}'",
        "internal-error, 500, Internal Server Error"
    })
    void statusFaultsAnswerInPlaceOfTheEndpoint(String fault, int status, String body) throws Exception {
        Response response = ask(fault);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.head().contains("retry-after: 7")).isEqualTo(status == 429);
    }

    @Test
    void unprocessableIsAProblemList() throws Exception {
        assertThat(ask("unprocessable").body()).startsWith("{\"detail\":[{\"type\":\"missing\"");
    }

    @Test
    void pingsOnlySendsTheHeadAndComments() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: pings-only");

            assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 3; i++) {
                assertThat(chunk(client))
                        .matches(": ping - \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}\r\n\r\n");
            }
        }
    }

    @Test
    void silenceSendsTheHeadAndNoComments() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.socket().setSoTimeout(200);
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: silence");

            assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThatThrownBy(client::line).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void blockedLoopHoldsUpEveryConnection() throws Exception {
        try (RawClient blocking = new RawClient(server);
                RawClient other = new RawClient(server)) {
            long start = System.nanoTime();
            blocking.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: blocked-loop; ms=300");
            assertThat(blocking.head()).startsWith("HTTP/1.1 200 OK\r\n");

            other.get("/v1/models");

            assertThat(other.read().status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(280));
        }
    }

    @Test
    void errorEventIsAsciiAndMayBeEmpty() throws Exception {
        assertThat(ask("error-event").body())
                .isEqualTo("data: {\"error\": \"failed to access embed model 'bge-m3': Connection error.\"}\r\n\r\n");
        assertThat(ask("error-event; text=").body()).isEqualTo("data: {\"error\": \"\"}\r\n\r\n");
        server.faults().set(Fault.ERROR_EVENT, 1, Map.of("text", "请求"));
        assertThat(ask("none").body()).isEqualTo("data: {\"error\": \"\\u8bf7\\u6c42\"}\r\n\r\n");
    }

    @Test
    void errorOfAWholeAnswerIsAnObjectWithJsonInside() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post(
                    "/chat/kb_chat",
                    "{\"query\":\"q\",\"kb_name\":\"hr_faq\",\"stream\":\"no\"}",
                    "X-Fake-Fault: error-event");

            assertThat(client.read().body())
                    .isEqualTo("{\"data\":\"{\\\"error\\\": \\\"failed to access embed model 'bge-m3':"
                            + " Connection error.\\\"}\"}");
        }
    }

    @Test
    void tokensThenEndLooksLikeACompleteAnswer() throws Exception {
        assertThat(ask("tokens-then-end; after=2").data()).hasSize(3);
    }

    @Test
    void tokensThenResetBreaksTheConnection() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: tokens-then-reset; after=2");

            assertThat(client.head()).contains("event-stream");
            for (int i = 0; i < 3; i++) {
                assertThat(chunk(client)).startsWith("data: ");
            }
            assertThatThrownBy(client::line).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void tokensThenTruncateBreaksOffInsideAChunk() throws Exception {
        assertThatThrownBy(() -> ask("tokens-then-truncate; after=2"))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("of 512 bytes");
        assertThat(server.stats().generationsFailed()).isEqualTo(1);
    }

    @Test
    void tokensThenStallGoesOnWithPings() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: tokens-then-stall; after=1");
            client.head();
            assertThat(chunk(client)).contains("\"docs\"");
            assertThat(chunk(client)).contains("\"content\"");
            assertThat(chunk(client)).startsWith(": ping");
            assertThat(chunk(client)).startsWith(": ping");
        }
    }

    @Test
    void outOfMemoryStaysUntilTheRestart() throws Exception {
        assertThat(ask("out-of-memory").data()).hasSize(1);
        assertThat(ask("none").data()).hasSize(1);
        try (RawClient client = new RawClient(server)) {
            client.post("/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}");
            assertThat(client.read().body()).isEqualTo("null");
            client.post(
                    "/v1/chat/completions", "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}");
            assertThat(client.read().data().getFirst()).contains("CUDA out of memory");
        }

        server.restart();

        assertThat(ask("none").data()).hasSizeGreaterThan(10);
    }

    @Test
    void slowFaultsDelay() throws Exception {
        long start = System.nanoTime();
        assertThat(ask("slow-first-token; ms=120, latency; ms=100").data()).hasSizeGreaterThan(10);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(215));

        start = System.nanoTime();
        assertThat(ask("slow-drip; ms=50, tokens-then-end; after=4").data()).hasSize(5);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
    }

    @Test
    void bigEventsAreAsBigAsAsked() throws Exception {
        assertThat(ask("big-docs; bytes=4194304").chunks().getFirst().length()).isGreaterThan(4194304 / 3 - 1);
        assertThat(ask("big-event; bytes=1048576").chunks().get(1).length()).isGreaterThan(1048576 / 3 - 1);
        assertThat(ask("long-answer; tokens=20000").data()).hasSize(20_001);
    }

    @Test
    void splitWritesChangeNoByte() throws Exception {
        String ids = "\"(id|created)\": [^,]+,";
        assertThat(ask("split-writes; bytes=1").body().replaceAll(ids, ""))
                .isEqualTo(ask("none").body().replaceAll(ids, ""));
    }

    @Test
    void coalesceSendsSeveralEventsInOneChunk() throws Exception {
        Response response = ask("coalesce; events=4");

        assertThat(response.chunks().getFirst().split("\r\n\r\n")).hasSize(4);
        assertThat(response.data()).hasSameSizeAs(ask("none").data());
    }

    @Test
    void clockSkewShowsInCreated() throws Exception {
        String data = ask("clock-skew; s=-100000").data().getFirst();

        long created = Long.parseLong(data.replaceAll(".*\"created\": (\\d+),.*", "$1"));
        assertThat(created).isLessThan(System.currentTimeMillis() / 1000 - 99_000);
    }

    @Test
    void knowledgeBaseMissingIsABusinessError() throws Exception {
        assertThat(ask("kb-missing").body()).startsWith("{\"code\":404,");
    }

    @Test
    void refusedConnectionsComeBackAfterTheirTime() throws Exception {
        server.faults().set(Fault.REFUSE, 1, Map.of("ms", "300"));

        Awaitility.await().untilAsserted(() -> assertThatThrownBy(() -> new RawClient(server).close())
                .isInstanceOf(ConnectException.class));
        Awaitility.await().ignoreExceptions().until(() -> ask("none").status() == 200);
    }

    @Test
    void probabilityAndPathLimitAFault() throws Exception {
        server.faults().set(Fault.INTERNAL_ERROR, 0.5, Map.of("path", "/chat"));
        int failed = 0;
        for (int i = 0; i < 60; i++) {
            failed += ask("none").status() == 500 ? 1 : 0;
        }
        assertThat(failed).isBetween(10, 50);

        server.faults().set(Fault.INTERNAL_ERROR, 1, Map.of("path", "/v1"));
        assertThat(ask("none").status()).isEqualTo(200);
        server.faults().clear();
        assertThat(server.faults().describe()).isEmpty();
    }
}
