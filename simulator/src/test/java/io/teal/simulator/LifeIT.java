package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.simulator.RawClient.Response;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start, death, return, counting, and what happens when clients leave or stay too long. */
class LifeIT {
    private static final String QUESTION = "{\"query\":\"怎么报销？\",\"kb_name\":\"hr_faq\"}";
    private static final String OPENAI = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"怎么报销？\"}]}";

    private final Fleet fleet = Fleet.start(
            Instance.named("blue-1").withTiming(Timing.instant()),
            Instance.named("green-1").withGeneration("2").withTiming(Timing.scaled(0.02)),
            Instance.named("short-1").withTiming(Timing.instant().withKeepAlive(Duration.ofMillis(100))));
    private final SimulatedServer blue = fleet.server("blue-1");
    private final SimulatedServer green = fleet.server("green-1");

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void serversAreFoundByNameAndHavePorts() {
        assertThat(fleet.servers()).extracting(SimulatedServer::name).containsExactly("blue-1", "green-1", "short-1");
        assertThat(blue.address()).isEqualTo("127.0.0.1:" + blue.port());
        assertThat(blue.port()).isPositive().isNotEqualTo(green.port());
        assertThatThrownBy(() -> fleet.server("red-1")).hasMessage("no server is named red-1");
    }

    @Test
    void takenPortFailsTheStart() {
        Instance same = Instance.named("other").withPort(blue.port());

        assertThatThrownBy(() -> Fleet.start(same)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void killedServerResetsAndRefusesUntilItReturnsOnItsPort() throws Exception {
        int port = blue.port();
        try (RawClient client = new RawClient(blue)) {
            client.post("/chat/kb_chat", QUESTION, "X-Fake-Fault: pings-only");
            assertThat(client.head()).contains("event-stream");

            blue.kill();

            assertThatThrownBy(client::line).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(() -> new RawClient(blue).close()).isInstanceOf(ConnectException.class);
        blue.restart();
        assertThat(blue.port()).isEqualTo(port);
        try (RawClient client = new RawClient(blue)) {
            client.post("/chat/kb_chat", QUESTION);
            assertThat(client.read().data()).hasSizeGreaterThan(10);
        }
        assertThat(blue.stats().connectionsOpened()).isEqualTo(2);
    }

    @RepeatedTest(20)
    void restartFindsItsPortFree() throws Exception {
        int port = blue.port();

        blue.restart();

        try (RawClient client = new RawClient(blue)) {
            client.get("/__fake/small");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(blue.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/__fake/small", "/__fake/echo", "/__fake/bytes?n=100", "/__fake/bytes?n=100&chunked=1"})
    void whoHasAnAnswerIsNotInFlightAnyMore(String target) throws Exception {
        askInTurns(500, target, "X-Some: field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/__fake/echo", "/__fake/bytes?n=100", "/__fake/bytes?n=100&chunked=1"})
    void whoHasTheLastPieceIsNotInFlightAnyMore(String target) throws Exception {
        askInTurns(20, target, "X-Fake-Fault: split-writes; bytes=60; us=3000");
    }

    private void askInTurns(int requests, String target, String field) throws Exception {
        try (RawClient one = new RawClient(blue);
                RawClient other = new RawClient(blue)) {
            for (int i = 0; i < requests; i++) {
                RawClient client = i % 2 == 0 ? one : other;
                client.get(target, field);
                assertThat(client.read().status()).isEqualTo(200);
            }
        }

        assertThat(blue.stats().maxInFlight()).isEqualTo(1);
        Awaitility.await().until(() -> blue.stats().inFlight() == 0);
        assertThat(blue.stats().requests()).isEqualTo(requests);
    }

    @Test
    void generationGoesOnWithoutItsClient() throws Exception {
        try (RawClient client = new RawClient(green)) {
            client.post("/chat/kb_chat", QUESTION);
            assertThat(client.head()).contains("event-stream");
            Awaitility.await().until(() -> green.stats().generationsStarted() == 1);
        }
        Awaitility.await().until(() -> green.stats().generationsFinished() == 1);

        assertThat(green.stats().generationsAbandoned()).isEqualTo(1);
        assertThat(green.stats().inFlight()).isZero();
        assertThat(green.stats().tokens()).isGreaterThan(10);
    }

    @Test
    void passedThroughGenerationStopsWithItsClient() throws Exception {
        try (RawClient client = new RawClient(green)) {
            client.post("/v1/chat/completions", OPENAI, "X-Fake-Fault: slow-drip; ms=100");
            assertThat(client.head()).contains("event-stream");
            Awaitility.await().until(() -> green.stats().tokens() > 0);
        }
        Awaitility.await().until(() -> green.stats().generationsAbandoned() == 1);

        assertThat(green.stats().generationsFinished()).isZero();
    }

    @Test
    void idleConnectionIsClosedAfterAnAnswer() throws Exception {
        try (RawClient client = new RawClient(fleet.server("short-1"))) {
            client.get("/__fake/small");
            assertThat(client.read().body()).hasSize(150);

            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawClient client = new RawClient(green)) {
            client.write(String.join(
                    "\r\nhost: a\r\n\r\n",
                    "GET /__fake/slow?ms=60 HTTP/1.1",
                    "GET /__fake/status/404 HTTP/1.1",
                    "GET /nowhere HTTP/1.1",
                    ""));

            assertThat(client.read().body()).isEqualTo("{\"slept_ms\":60}");
            assertThat(client.read().body()).isEqualTo("{\"status\":404}");
            assertThat(client.read().body()).isEqualTo("{\"detail\":\"Not Found\"}");
        }
        assertThat(green.stats().maxInFlight()).isEqualTo(1);
    }

    @Test
    void generationOfTheKnowledgeShowsAndCountsUp() throws Exception {
        try (RawClient client = new RawClient(green)) {
            String body = String.join(
                    "\r\n",
                    "--b",
                    "Content-Disposition: form-data; name=\"knowledge_base_name\"",
                    "",
                    "hr_faq",
                    "--b",
                    "Content-Disposition: form-data; name=\"files\"; filename=\"新.txt\"",
                    "",
                    "内容",
                    "--b--",
                    "");
            client.post("/chat/kb_chat", QUESTION.replace("}", ",\"stream\":false}"));
            Response before = client.read();
            client.write("POST /knowledge_base/upload_docs HTTP/1.1\r\nhost: a\r\ncontent-length: "
                    + body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                    + "\r\ncontent-type: multipart/form-data; boundary=b\r\n\r\n" + body);
            Response upload = client.read();
            client.post("/chat/kb_chat", QUESTION.replace("}", ",\"stream\":false}"));
            Response after = client.read();

            assertThat(before.body()).contains("（green-1，知识库版本 2）");
            assertThat(upload.body()).isEqualTo("{\"code\":200,\"msg\":\"文件上传与向量化完成\",\"data\":{\"failed_files\":{}}}");
            assertThat(after.body()).contains("（green-1，知识库版本 3）");
        }
    }

    @Test
    void resetForgetsCountsAndRequests() throws Exception {
        try (RawClient client = new RawClient(blue)) {
            client.post("/chat/kb_chat", QUESTION);
            client.read();
            assertThat(blue.requests()).hasSize(1);
            assertThat(blue.requests().getFirst().headText())
                    .startsWith("POST /chat/kb_chat HTTP/1.1\r\nHost: a.test\r\n");
            assertThat(blue.stats().bytesReceived()).isGreaterThan(QUESTION.length());

            blue.resetStats();

            assertThat(blue.stats().requests()).isZero();
            assertThat(blue.stats().perKey()).isEmpty();
            assertThat(blue.requests()).isEmpty();
            assertThat(blue.stats().connectionsOpen()).isEqualTo(1);
        }
    }

    @Test
    void killConnectionsOverTheWireEndsThemAll() throws Exception {
        try (RawClient client = new RawClient(blue)) {
            client.post("/__fake/control", "{\"kill_connections\":true}");
            assertThat(client.read().status()).isEqualTo(200);

            assertThatThrownBy(client::line).isInstanceOfAny(SocketException.class, EOFException.class);
        }
        try (RawClient client = new RawClient(blue)) {
            client.get("/__fake/stats");
            assertThat(client.read().body()).contains("\"connections_opened\":2");
        }
    }
}
