package io.teal.gateway.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Flavour;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are made shorter, and those that are not, for clients of both versions of HTTP. */
class CompressionIT {
    private static final String TEXT = "{\"answer\": \"" + "年假怎么申请？ How much leave? ".repeat(2_000) + "\"}";

    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();
    private static HttpServer origin;
    private static TestGateway gateway;
    private static Vertx vertx;
    private static HttpClientAgent http1;
    private static HttpClientAgent http2;

    /** An answer as it came. */
    private record Answer(int status, MultiMap head, Buffer body) {
        String field(String name) {
            String value = head.get(name);
            return value == null ? "" : value;
        }

        String text() throws IOException {
            return new String(Decoding.whole(field("Content-Encoding"), body.getBytes()), StandardCharsets.UTF_8);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", CompressionIT::answer);
        origin.start();
        gateway = TestGateway.start("""
                services: {web: {upstreams: {blue: {servers: ["127.0.0.1:%s"]}}}}
                routes:
                  - {name: short, service: web, compression: {}, access: {cors: {origins: ["https://a.test"]}}}
                  - {name: plain, match: {path: /plain}, service: web}
                """.formatted(origin.getAddress().getPort()));
        vertx = Vertx.vertx();
        http1 = vertx.createHttpClient();
        http2 = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    @AfterAll
    static void stop() throws Exception {
        GATES.values().forEach(CountDownLatch::countDown);
        gateway.close();
        origin.stop(0);
        Void unused = vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** Answers as the query says: {@code status}, {@code chunked}, {@code pieces}, {@code length}, and fields by their names. */
    private static void answer(HttpExchange exchange) throws IOException {
        Map<String, String> wanted = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String one : query == null ? new String[0] : query.split("&", -1)) {
            int equals = one.indexOf('=');
            String value = java.net.URLDecoder.decode(one.substring(equals + 1), StandardCharsets.UTF_8);
            String name = one.substring(0, equals);
            if (Character.isUpperCase(name.charAt(0))) {
                exchange.getResponseHeaders().add(name, value);
            } else {
                String unused = wanted.put(name, value);
            }
        }
        if (!exchange.getResponseHeaders().containsKey("Content-Type")) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        int status = Integer.parseInt(wanted.getOrDefault("status", "200"));
        byte[] body = TEXT.getBytes(StandardCharsets.UTF_8);
        boolean none =
                status == 204 || status == 304 || exchange.getRequestMethod().equals("HEAD");
        if (none) {
            exchange.sendResponseHeaders(status, -1);
        } else if (wanted.containsKey("pieces")) {
            pieces(exchange, GATES.get(wanted.get("pieces")));
        } else {
            int length = Integer.parseInt(wanted.getOrDefault("length", Integer.toString(body.length)));
            exchange.sendResponseHeaders(status, wanted.containsKey("chunked") ? 0 : length);
            exchange.getResponseBody().write(body, 0, length);
        }
        exchange.close();
    }

    private static void pieces(HttpExchange exchange, CountDownLatch gate) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("first;".getBytes(StandardCharsets.UTF_8));
        out.flush();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        out.write("second".getBytes(StandardCharsets.UTF_8));
    }

    private static Answer ask(HttpVersion version, HttpMethod method, String target, String accept) throws Exception {
        HttpClientAgent client = version == HttpVersion.HTTP_2 ? http2 : http1;
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(gateway.port())
                .setURI(target);
        Future<Answer> answer = client.request(options).compose(request -> {
            if (!accept.isEmpty()) {
                request.putHeader("Accept-Encoding", accept);
            }
            return request.send().compose(response -> response.body()
                    .map(body -> new Answer(response.statusCode(), response.headers(), body)));
        });
        return answer.await(20, TimeUnit.SECONDS);
    }

    private static Answer get(HttpVersion version, String target, String accept) throws Exception {
        return ask(version, HttpMethod.GET, target, accept);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, gzip, /", "HTTP_1_1, br, /", "HTTP_1_1, zstd, /",
        "HTTP_2, gzip, /", "HTTP_2, br, /", "HTTP_2, zstd, /",
        "HTTP_1_1, gzip, /?chunked=1", "HTTP_1_1, br, /?chunked=1", "HTTP_1_1, zstd, /?chunked=1",
        "HTTP_2, gzip, /?chunked=1", "HTTP_2, br, /?chunked=1", "HTTP_2, zstd, /?chunked=1",
    })
    void isTheSameOnceItIsDecoded(HttpVersion version, String coding, String target) throws Exception {
        Answer answer = get(version, target, coding);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("Content-Encoding")).isEqualTo(coding);
        assertThat(answer.head().contains("Content-Length")).isFalse();
        assertThat(answer.head().getAll("Vary")).containsExactlyInAnyOrder("Origin", "Accept-Encoding");
        assertThat(answer.body().length()).isLessThan(TEXT.length() / 4);
        assertThat(answer.text()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void theHeadSaysWhatBecameOfIt(HttpVersion version) throws Exception {
        Answer answer =
                get(version, "/?ETag=%22abc%22&Accept-Ranges=bytes&Vary=X-A,+accept-encoding&status=404", "gzip");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.field("ETag")).isEqualTo("W/\"abc\"");
        assertThat(answer.head().contains("Accept-Ranges")).isFalse();
        assertThat(answer.head().getAll("Vary")).containsExactlyInAnyOrder("Origin", "X-A, accept-encoding");
        assertThat(get(version, "/?ETag=W/%22abc%22", "gzip").field("ETag")).isEqualTo("W/\"abc\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/?Content-Type=text/event-stream",
        "/?Content-Type=text/event-stream;charset%3Dutf-8&chunked=1",
        "/?Content-Type=image/png",
        "/?Content-Encoding=x-own",
        "'/?Cache-Control=private,+No-Transform'",
        "/?Content-Range=bytes+0-9/10&status=206",
        "/?status=206",
        "/?Content-Digest=sha-256%3D:AA%3D%3D:",
        "/?length=1023",
        "/plain",
    })
    void someAnswersPassAsTheyAre(String target) throws Exception {
        for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
            Answer answer =
                    get(version, target + (target.contains("?") ? "&" : "?") + "ETag=%22abc%22", "gzip, br, zstd");

            assertThat(answer.field("Content-Encoding")).isIn("", "x-own");
            assertThat(answer.field("ETag")).isEqualTo("\"abc\"");
            assertThat(answer.head().getAll("Vary")).doesNotContain("Accept-Encoding");
            assertThat(answer.body().toString())
                    .isEqualTo(
                            target.contains("length")
                                    ? new String(TEXT.getBytes(StandardCharsets.UTF_8), 0, 1023, StandardCharsets.UTF_8)
                                    : TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
    void whatHasNoBodyHasNoCoding(String method, int status) throws Exception {
        for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
            Answer answer = ask(version, HttpMethod.valueOf(method), "/?ETag=%22abc%22&status=" + status, "gzip");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.head().contains("Content-Encoding")).isFalse();
            assertThat(answer.field("ETag")).isEqualTo("\"abc\"");
            assertThat(answer.body().length()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "identity", "gzip;q=0, *;q=0", "deflate"})
    void whoCannotReadItGetsItAsItIsAndCachesAreToldOfIt(String accept) throws Exception {
        for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
            Answer answer = get(version, "/", accept);

            assertThat(answer.head().contains("Content-Encoding")).isFalse();
            assertThat(answer.field("Content-Length"))
                    .isEqualTo(Integer.toString(TEXT.getBytes(StandardCharsets.UTF_8).length));
            assertThat(answer.head().getAll("Vary")).contains("Accept-Encoding");
            assertThat(answer.text()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, gzip",
        "HTTP_1_1, br",
        "HTTP_1_1, zstd",
        "HTTP_2, gzip",
        "HTTP_2, br",
        "HTTP_2, zstd",
    })
    void eachPieceComesAtOnce(HttpVersion version, String coding) throws Exception {
        String name = version + coding;
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch unused = GATES.put(name, gate);
        ConcurrentLinkedQueue<Buffer> came = new ConcurrentLinkedQueue<>();
        CountDownLatch ended = new CountDownLatch(1);
        HttpClientAgent client = version == HttpVersion.HTTP_2 ? http2 : http1;
        var asked = client.request(HttpMethod.GET, gateway.port(), "127.0.0.1", "/?pieces=" + name)
                // On the event loop, which cannot have read a piece before there is a handler.
                .compose(request -> request.putHeader("Accept-Encoding", coding)
                        .send()
                        .onSuccess(response -> {
                            response.handler(came::add);
                            response.endHandler(end -> ended.countDown());
                        }));

        await().until(() -> Decoding.begun(coding, all(came)).equals("first;"));
        gate.countDown();

        await().until(() -> ended.getCount() == 0);
        assertThat(asked.succeeded()).isTrue();
        assertThat(new String(Decoding.whole(coding, all(came)), StandardCharsets.UTF_8))
                .isEqualTo("first;second");
    }

    private static byte[] all(Iterable<Buffer> pieces) {
        Buffer all = Buffer.buffer();
        for (Buffer piece : pieces) {
            Buffer unused = all.appendBuffer(piece);
        }
        return all.getBytes();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void keptAnswersAreMadeShorterForEachClient(HttpVersion version) throws Exception {
        try (Fleet fleet = Fleet.start(Instance.named("blue-1").withFlavour(Flavour.VLLM));
                TestGateway caching = TestGateway.start(
                        """
                        services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                        routes:
                          - {name: all, service: chat, answers: openai, cache: {}, compression: {min_length: 64B}}
                        """.formatted(fleet.servers().getFirst().address()))) {
            Answer first = question(version, caching, "br");
            String told = first.text();
            assertThat(first.field("Content-Encoding")).isEqualTo("br");

            for (String coding : new String[] {"gzip", "zstd", "br", "identity"}) {
                Answer kept = question(version, caching, coding);

                assertThat(kept.field("X-Teal-Cache")).startsWith("hit");
                assertThat(kept.field("Content-Encoding")).isEqualTo(coding.equals("identity") ? "" : coding);
                assertThat(kept.field("Content-Length"))
                        .isEqualTo(Integer.toString(kept.body().length()));
                assertThat(kept.head().getAll("Vary")).contains("Accept-Encoding");
                assertThat(kept.text()).hasSameSizeAs(told).contains("\"content\"");
            }
        }
    }

    private static Answer question(HttpVersion version, TestGateway at, String accept) throws Exception {
        HttpClientAgent client = version == HttpVersion.HTTP_2 ? http2 : http1;
        Future<Answer> answer = client.request(HttpMethod.POST, at.port(), "127.0.0.1", "/v1/chat/completions")
                .compose(request -> request.putHeader("Accept-Encoding", accept)
                        .putHeader("Content-Type", "application/json")
                        .send("{\"messages\":[{\"role\":\"user\",\"content\":\"How much leave?\"}],"
                                + "\"model\":\"qwen2-instruct\",\"temperature\":0.1,\"stream\":false}")
                        .compose(response -> response.body()
                                .map(body -> new Answer(response.statusCode(), response.headers(), body))));
        return answer.await(20, TimeUnit.SECONDS);
    }
}
