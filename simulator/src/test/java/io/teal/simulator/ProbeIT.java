package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.teal.simulator.RawClient.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The helpers below /__fake/. */
class ProbeIT {
    private final Fleet fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
    private final SimulatedServer server = fleet.server("blue-1");

    @AfterEach
    void stop() {
        fleet.close();
    }

    private Response get(String target, String... headers) throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.get(target, headers);
            return client.read();
        }
    }

    @Test
    void smallIsAlways150Bytes() throws Exception {
        Response response = get("/__fake/small");

        assertThat(response.body()).hasSize(150).startsWith("{\"instance\":\"blue-1\",");
        assertThat(response.head())
                .contains("\r\nserver: uvicorn\r\ncontent-length: 150\r\ncontent-type: application/json\r\n\r\n");
    }

    @Test
    void echoShowsTheRequestAsItCame() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.write(String.join(
                    "\r\n",
                    "PATCH /__fake/echo/a%20b?x=1&y=%E5%B9%B4 HTTP/1.1",
                    "Host: a.test",
                    "X-b: 2",
                    "x-A: 1",
                    "X-b: 3",
                    "Transfer-Encoding: chunked",
                    "Content-Length: 9",
                    "",
                    "3",
                    "abc",
                    "0",
                    "X-Sum: 7",
                    "",
                    ""));
            JsonNode echo = new ObjectMapper().readTree(client.read().body());

            assertThat(echo.path("method").asText()).isEqualTo("PATCH");
            assertThat(echo.path("target").asText()).isEqualTo("/__fake/echo/a%20b?x=1&y=%E5%B9%B4");
            assertThat(echo.path("headers").toString())
                    .isEqualTo("[[\"Host\",\"a.test\"],[\"X-b\",\"2\"],[\"x-A\",\"1\"],[\"X-b\",\"3\"],"
                            + "[\"Transfer-Encoding\",\"chunked\"],[\"Content-Length\",\"9\"]]");
            assertThat(echo.path("body_length").asLong()).isEqualTo(3);
            assertThat(echo.path("body_sha256").asText())
                    .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
            assertThat(echo.path("trailers").toString()).isEqualTo("[[\"X-Sum\",\"7\"]]");
        }
    }

    @Test
    void bytesComeAsManyAsAskedInBothFramings() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.get("/__fake/bytes?n=3000000");
            assertThat(client.head()).contains("content-length: 3000000\r\n");
            byte[] bytes = client.exactly(3_000_000);
            assertThat(bytes[1_000_000]).isEqualTo((byte) (1_000_000 % 251));
            client.get("/__fake/bytes?n=70000&chunked=1");
            assertThat(client.read().chunks()).hasSize(2);
        }
    }

    @Test
    void uploadsOfAnySizeAreDigestedAndContinued() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.write(
                    "PUT /__fake/upload HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2000000\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.write("z".repeat(2_000_000));

            assertThat(client.read().body()).contains("\"size\":2000000,\"sha256\":\"");
            assertThat(server.requests().getLast().bodyLength()).isEqualTo(2_000_000);
            assertThat(server.requests().getLast().body()).hasSize(65536);
        }
    }

    @Test
    void eventsCarryTheTimeOfTheirSending() throws Exception {
        long before = System.nanoTime();
        Response response = get("/__fake/sse?events=5&interval_ms=10&size=20");

        assertThat(response.chunks()).hasSize(5);
        JsonNode last = new ObjectMapper().readTree(response.data().get(4));
        assertThat(last.path("n").asInt()).isEqualTo(4);
        assertThat(last.path("padding").asText()).hasSize(20);
        assertThat(last.path("nanos").asLong()).isBetween(before + 35_000_000, System.nanoTime());
    }

    @Test
    void statusesAreMadeToOrder() throws Exception {
        assertThat(get("/__fake/status/429?retry-after=3").head())
                .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                .contains("\r\nretry-after: 3\r\n");
        try (RawClient client = new RawClient(server)) {
            client.get("/__fake/status/204");
            assertThat(client.head()).startsWith("HTTP/1.1 204 No Content\r\n");
            client.get("/__fake/slow?ms=5");
            assertThat(client.read().body()).isEqualTo("{\"slept_ms\":5}");
        }
    }

    @Test
    void trailersAndEarlyHintsAreSent() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.get("/__fake/trailers");
            assertThat(client.head()).contains("trailer: x-checksum, x-took\r\ntransfer-encoding: chunked");
            assertThat(client.line()).isEqualTo("d");
            assertThat(client.line()).isEqualTo("with trailers");
            assertThat(client.line()).isEqualTo("0");
            assertThat(client.line()).isEqualTo("x-checksum: 1b2a");
            assertThat(client.line()).isEqualTo("x-took: 12");
            assertThat(client.line()).isEmpty();
            client.get("/__fake/early-hints");
            assertThat(client.head()).startsWith("HTTP/1.1 103 Early Hints\r\nlink: ");
            assertThat(client.read().body()).isEqualTo("{\"hinted\":true}");
        }
    }

    @Test
    void rawResponsesAreSentAsTheyAre() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.get("/__fake/raw?case=both-lengths");
            assertThat(client.rest())
                    .endsWith("content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        }
        JsonNode cases = new ObjectMapper().readTree(get("/__fake/raw").body()).path("cases");
        assertThat(cases).hasSizeGreaterThan(20);
        for (JsonNode one : cases) {
            try (RawClient client = new RawClient(server)) {
                client.get("/__fake/raw?case=" + one.asText());
                assertThat(client.rest().isEmpty())
                        .as(one.asText())
                        .isEqualTo(one.asText().equals("empty"));
            }
        }
    }

    @Test
    void brokenRequestsAreRefused() throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.write("GET / HTTP/1.1\r\nno colon here\r\n\r\n");

            assertThat(client.rest())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("Invalid HTTP request received.");
        }
    }

    @Test
    void webSocketEchoesTextBytesAndSubprotocol() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .subprotocols("streamlit", "xsrf", "session")
                    .buildAsync(URI.create("ws://" + server.address() + "/_stcore/stream"), new Listener(seen))
                    .get(5, TimeUnit.SECONDS);

            assertThat(socket.getSubprotocol()).isEqualTo("streamlit");
            socket.sendText("你好", true).get(5, TimeUnit.SECONDS);
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("你好");
            socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get(5, TimeUnit.SECONDS);
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("3 bytes");
            socket.sendPing(ByteBuffer.wrap(new byte[] {9})).get(5, TimeUnit.SECONDS);
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("pong");
            socket.sendText("close 4001", true).get(5, TimeUnit.SECONDS);
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("closed 4001");
        }
    }

    private record Listener(BlockingQueue<String> seen) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            seen.add(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            seen.add(data.remaining() + " bytes");
            return WebSocket.Listener.super.onBinary(socket, data, last);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            seen.add("pong");
            return WebSocket.Listener.super.onPong(socket, message);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            seen.add("closed " + status);
            return WebSocket.Listener.super.onClose(socket, status, reason);
        }
    }
}
