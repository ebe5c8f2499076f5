package io.teal.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of open streams, idle connections and new clients when a gateway ends. A real process gets real signals. */
class ShutdownIT {
    private static final int STREAMS = 100;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final Pattern CONTENT = Pattern.compile("\"content\": \"([^\"]*)\"");
    private static final String LAST_CHUNK = "0\r\n\r\n";
    private static final String CUT = "the answer broke off: shutdown";

    @TempDir
    private Path directory;

    /** Its close would wait for every stream that a failed assertion has left unread. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void dropWhatIsOpen() throws IOException {
        client.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void allStreamsFinishAndNobodyNewIsLetIn() throws Exception {
        CountDownLatch mayFinish = new CountDownLatch(1);
        HttpServer origin = origin(mayFinish);
        try (TealProcess teal = started("127.0.0.1:" + origin.getAddress().getPort(), "15m", "")) {
            URI gateway = gateway(teal);
            URI admin = URI.create(teal.find("admin API on (http://[^ ,]+)"));
            try (Socket silent = connect(gateway);
                    Socket kept = kept(gateway);
                    Socket http2 = http2(gateway)) {
                List<BufferedReader> streams =
                        open(HttpRequest.newBuilder(gateway.resolve("/stream")).build(), STREAMS);
                assertThat(get(admin.resolve("/api/v1/services")).body()).contains("\"leases\":" + STREAMS);

                teal.terminate();
                String unused = teal.find("(ending)");

                await().untilAsserted(() ->
                        assertThatThrownBy(() -> connect(gateway).close()).isInstanceOf(ConnectException.class));
                assertThat(get(admin.resolve("/health/ready")).statusCode()).isEqualTo(503);
                assertThat(get(admin.resolve("/health/live")).statusCode()).isEqualTo(200);
                for (Socket idle : List.of(silent, kept, http2)) {
                    assertThat(idle.getInputStream().readAllBytes()).hasSizeLessThan(1024);
                }
                assertThat(get(admin.resolve("/api/v1/services")).body()).contains("\"leases\":" + STREAMS);
                mayFinish.countDown();
                for (BufferedReader stream : streams) {
                    assertThat(stream.lines()).contains("data: last");
                }
            }
            assertThat(teal.exitCode()).isZero();
        } finally {
            mayFinish.countDown();
            origin.stop(0);
        }
    }

    /** A server with a stream that ends when it may. */
    private static HttpServer origin(CountDownLatch mayFinish) throws IOException {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), STREAMS);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var small = origin.createContext("/small", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("{}".getBytes(US_ASCII));
            }
        });
        var stream = origin.createContext("/stream", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("data: first\n\n".getBytes(US_ASCII));
                exchange.getResponseBody().flush();
                mayFinish.await();
                exchange.getResponseBody().write("data: last\n\n".getBytes(US_ASCII));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        assertThat(List.of(small.getPath(), stream.getPath())).doesNotHaveDuplicates();
        origin.start();
        return origin;
    }

    @Test
    void whatIsLeftAfterTheDrainIsCut() throws Exception {
        try (Fleet fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.scaled(3)));
                TealProcess teal = started(fleet.server("blue-1").address(), "500ms", "")) {
            URI gateway = gateway(teal);
            Socket stream = ask(gateway);
            assertThat(until(stream, "\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            CompletableFuture<HttpResponse<String>> whole =
                    client.sendAsync(question(gateway, false), BodyHandlers.ofString(UTF_8));
            CompletableFuture<Integer> end = new CompletableFuture<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws"
                                    + gateway.resolve("/_stcore/stream")
                                            .toString()
                                            .substring(4)),
                            endInto(end))
                    .get();
            assertThat(socket.isOutputClosed()).isFalse();
            await().until(() -> fleet.server("blue-1").stats().requests() >= 3);

            teal.terminate();

            assertThat(rest(stream)).contains(CUT).doesNotEndWith(LAST_CHUNK);
            HttpResponse<String> refused = whole.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("X-Teal-Outcome")).hasValue("gateway_error");
            assertThat(refused.body()).contains("the gateway ends");
            assertThat(end.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(1006);
            assertThat(teal.exitCode()).isZero();
            assertThat(teal.out().lines().filter(line -> line.contains("\"reason\":\"shutdown\"")))
                    .as(teal.out())
                    .hasSize(3);
        }
    }

    @Test
    void aKeptAnswerThatIsToldSlowlyIsCutToo() throws Exception {
        try (Fleet fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.instant()));
                TealProcess teal = started(fleet.server("blue-1").address(), "500ms", ", cache: {pace: 1/s}")) {
            URI gateway = gateway(teal);
            assertThat(answer(open(question(gateway, true), 1).getFirst())).isNotEmpty();
            Socket stream = ask(gateway);
            assertThat(until(stream, "data:")).containsIgnoringCase("x-teal-cache: hit");
            try (Socket uploading = connect(gateway)) {
                uploading.getOutputStream().write("""
                        POST /chat/kb_chat HTTP/1.1\r
                        Host: h\r
                        Content-Type: application/json\r
                        Expect: 100-continue\r
                        Content-Length: 100\r
                        \r
                        """.getBytes(US_ASCII));
                // Now the body is waited for.
                assertThat(new String(uploading.getInputStream().readNBytes(25), US_ASCII))
                        .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

                teal.terminate();

                assertThat(rest(stream)).contains(CUT).doesNotEndWith(LAST_CHUNK);
                assertThat(new String(uploading.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("the gateway ends");
            }
            assertThat(teal.exitCode()).isZero();
        }
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        try (Fleet fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.scaled(3)));
                TealProcess teal = started(fleet.server("blue-1").address(), "15m", "")) {
            Socket stream = ask(gateway(teal));
            assertThat(until(stream, "\r\n\r\n")).startsWith("HTTP/1.1 200 ");

            teal.terminate();
            String unused = teal.find("(ending)");
            assertThat(teal.alive()).isTrue();
            teal.terminate();

            assertThat(teal.exitCode()).isEqualTo(1);
            assertThat(rest(stream)).doesNotContain(CUT).doesNotEndWith(LAST_CHUNK);
        }
    }

    /** @param policies more of the route */
    private TealProcess started(String server, String drain, String policies) throws IOException {
        Path conf = TestConf.write(directory, server, "127.0.0.1:2");
        Path routing = conf.resolve("routing.yaml");
        String judged = Files.readString(routing)
                .replace("service: chat}", "service: chat, answers: chatchat" + policies + "}");
        Path written = Files.writeString(routing, judged);
        Path gateway = Files.writeString(
                written.resolveSibling("gateway.yaml"),
                "drain: " + drain + "\naccess_log: stdout\n",
                StandardOpenOption.APPEND);
        return TealProcess.start(Map.of(), "run", "--conf", gateway.getParent().toString());
    }

    private static URI gateway(TealProcess teal) {
        return URI.create(teal.find("on (http://[^,]+), admin API"));
    }

    private static HttpRequest question(URI gateway, boolean streamed) {
        return HttpRequest.newBuilder(gateway.resolve("/chat/kb_chat"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"query\":\"如何申请年假？\",\"kb_name\":\"samples\",\"stream\":" + streamed + "}"))
                .build();
    }

    /** Streams of which the first line has come. */
    private List<BufferedReader> open(HttpRequest request, int count) throws Exception {
        List<CompletableFuture<HttpResponse<InputStream>>> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(client.sendAsync(request, BodyHandlers.ofInputStream()));
        }
        List<BufferedReader> streams = new ArrayList<>();
        for (var response : asked) {
            BufferedReader lines = reader(response.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            // A comment, where the server takes its time.
            assertThat(lines.readLine()).containsPattern("^(data|):");
            streams.add(lines);
        }
        return streams;
    }

    private static BufferedReader reader(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    /** All that is told, to a clean end. */
    private static String answer(BufferedReader stream) {
        StringBuilder answer = new StringBuilder();
        stream.lines().forEach(line -> {
            Matcher content = CONTENT.matcher(line);
            answer.append(content.find() ? content.group(1) : "");
        });
        return answer.toString();
    }

    /** A connection on which a stream was asked for. The JDK's client drops what it has when the end is not clean. */
    private Socket ask(URI gateway) throws IOException {
        byte[] body = "{\"query\":\"如何申请年假？\",\"kb_name\":\"samples\",\"stream\":true}".getBytes(UTF_8);
        Socket socket = connect(gateway);
        sockets.add(socket);
        socket.getOutputStream()
                .write("""
                POST /chat/kb_chat HTTP/1.1\r
                Host: %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """.formatted(gateway.getAuthority(), body.length).getBytes(US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    /** What comes up to a text, with it. */
    private static String until(Socket socket, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the end after %s", read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    /** What comes up to the end of the connection, whichever way it ends. */
    private static String rest(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                read.append((char) next);
            }
        } catch (SocketException reset) {
            read.append(' ').append(reset.getMessage());
        }
        return read.toString();
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(UTF_8));
    }

    private static Socket connect(URI gateway) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** A connection on which a request was answered. */
    private static Socket kept(URI gateway) throws IOException {
        Socket socket = connect(gateway);
        socket.getOutputStream().write("GET /small HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
        String head = "";
        while (!head.endsWith("}")) {
            head += (char) socket.getInputStream().read();
        }
        assertThat(head).startsWith("HTTP/1.1 200");
        return socket;
    }

    /** A connection in HTTP/2 without requests; the server's settings have come. */
    private static Socket http2(URI gateway) throws IOException {
        Socket socket = connect(gateway);
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
        socket.getOutputStream().write(preface);
        socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        assertThat(socket.getInputStream().readNBytes(9)[3]).isEqualTo((byte) 4);
        return socket;
    }

    /** Its end by code; 1006 is an end without a word (RFC 6455 7.1.5). */
    private static WebSocket.Listener endInto(CompletableFuture<Integer> end) {
        return new WebSocket.Listener() {
            @Override
            public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                end.complete(code);
                return null;
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                end.complete(1006);
            }
        };
    }
}
