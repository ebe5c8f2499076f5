package io.teal.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.testing.Http2Client;
import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.tls.CertificateFiles;
import io.teal.gateway.upstream.ServerStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Servers to which TLS is spoken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginTlsIT {
    private static final String CALL = "GET /a HTTP/1.1\r\nHost: shop.test\r\nX-Request-ID: call\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> names = new ConcurrentLinkedQueue<>();
    private final AtomicReference<HttpServerRequest> streaming = new AtomicReference<>();

    private CertificateAuthority authority;
    private CertificateAuthority stranger;
    private CertificateFiles own;
    private int good;
    private int other;
    private int expired;
    private int mutual;
    private int http1Only;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        authority = CertificateAuthority.in(folder.resolve("a"));
        stranger = CertificateAuthority.in(folder.resolve("b"));
        own = authority.issue("gateway", "dns:gateway");
        CertificateFiles server = authority.issue("server", "dns:localhost,dns:chat.example.org,ip:127.0.0.1");
        good = serve(server, true, ClientAuth.NONE);
        http1Only = serve(server, false, ClientAuth.NONE);
        mutual = serve(server, true, ClientAuth.REQUIRED);
        other = serve(authority.issue("other", "dns:other.example.org"), true, ClientAuth.NONE);
        expired = serve(authority.issueExpired("expired", "dns:localhost,ip:127.0.0.1"), true, ClientAuth.NONE);
    }

    @AfterAll
    void stop() {
        Void unused = Http2Client.await(vertx.close());
    }

    private int serve(CertificateFiles files, boolean alpn, ClientAuth clients) {
        return Http2Client.await(vertx.createHttpServer(new HttpServerOptions()
                                .setSsl(true)
                                .setUseAlpn(alpn)
                                .setSni(true)
                                .setClientAuth(clients)
                                .setTrustOptions(new PemTrustOptions()
                                        .addCertPath(authority.certificate().toString()))
                                .setKeyCertOptions(new PemKeyCertOptions()
                                        .setCertPath(files.certificate().toString())
                                        .setKeyPath(files.key().toString())))
                        .webSocketHandler(OriginTlsIT::echo)
                        .requestHandler(this::answer)
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static void echo(ServerWebSocket socket) {
        socket.textMessageHandler(text -> {
            var unused = socket.writeTextMessage("echo " + text);
        });
    }

    private void answer(HttpServerRequest request) {
        names.add(String.valueOf(request.connection().indicatedServerName()));
        if (request.path().equals("/stream")) {
            var unused = request.response().setChunked(true).write("one");
            streaming.set(request);
            return;
        }
        var unused = request.body().onSuccess(body -> request.response().end(request.version() + " " + body.length()));
    }

    private TestGateway gateway(int port, String host, String protocol, String tls, String more) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue: {protocol: %s, servers: ["https://%s:%d"], tls: {%s} %s}
                routes: [{name: all, match: {path: /}, service: chat, limits: {body: none}}]
                """.formatted(protocol, host, port, tls, more));
    }

    private TestGateway gateway(int port, String host, String protocol, String tls) {
        return gateway(port, host, protocol, tls, "");
    }

    private String trusted() {
        return "ca: " + authority.certificate();
    }

    @ParameterizedTest
    @CsvSource({"http/1.1, HTTP_1_1", "h2, HTTP_2"})
    void whatItsAuthoritySignedIsTrusted(String protocol, String version) throws IOException {
        try (TestGateway gateway = gateway(good, "localhost", protocol, trusted());
                RawClient client = new RawClient(gateway.port())) {
            for (int size : new int[] {0, 3, 100_000, 3_000_000}) {
                client.send("POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: " + size + "\r\n\r\n")
                        .send(new byte[size]);
                String head = client.head();
                assertThat(RawClient.status(head)).isEqualTo(200);
                assertThat(client.body(Integer.parseInt(RawClient.field(head, "content-length"))))
                        .isEqualTo(version + " " + size);
            }
            names.clear();
            client.send("GET /stream HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(RawClient.status(client.head())).isEqualTo(200);
            assertThat(client.chunk()).isEqualTo("one");
            await().until(() -> streaming.get() != null);
            var unused = streaming.getAndSet(null).response().end("two");
            assertThat(client.chunk()).isEqualTo("two");
            assertThat(client.chunk()).isEmpty();
            assertThat(names).containsExactly("localhost");
            await().until(() -> gateway.leases() == 0);
        }
    }

    @Test
    void aWebSocketGoesThrough() throws IOException {
        try (TestGateway gateway = gateway(good, "127.0.0.1", "http/1.1", trusted());
                RawClient client = new RawClient(gateway.port())) {
            client.send(String.join(
                    "\r\n",
                    "GET /ws HTTP/1.1",
                    "Host: shop.test",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    ""));
            assertThat(RawClient.status(client.head())).isEqualTo(101);

            // A text frame, masked with zeros (RFC 6455 5.2).
            client.send(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
            assertThat(client.body(9)).endsWith("echo hi");
            client.socket().shutdownOutput();
            await().until(() -> gateway.leases() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void aNameOfItsOwnIsAskedForAndCompared(String protocol) throws IOException {
        names.clear();
        try (TestGateway gateway =
                gateway(good, "127.0.0.1", protocol, trusted() + ", server_name: chat.example.org")) {
            assertThat(status(gateway)).isEqualTo(200);
            assertThat(names).containsExactly("chat.example.org");
        }
        try (TestGateway gateway =
                gateway(good, "127.0.0.1", protocol, trusted() + ", server_name: shop.example.org")) {
            assertThat(status(gateway)).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void whoCannotBeTrustedIsABadGateway(String protocol) throws IOException {
        assertRefused(good, protocol, "ca: " + stranger.certificate(), "signed by nobody who is trusted");
        assertRefused(good, protocol, "", "signed by nobody who is trusted");
        assertRefused(other, protocol, trusted(), "not good for it: ");
        assertRefused(expired, protocol, trusted(), "its certificate has expired");
        for (int port : new int[] {good, other, expired}) {
            try (TestGateway gateway = gateway(port, "127.0.0.1", protocol, "verify: false")) {
                assertThat(status(gateway)).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void itShowsWhoItIsToWhoAsks(String protocol) throws IOException {
        String shown = ", certificate: " + own.certificate() + ", key: " + own.key();
        try (TestGateway gateway = gateway(mutual, "localhost", protocol, trusted() + shown)) {
            assertThat(status(gateway)).isEqualTo(200);
            assertThat(gateway.gateway().certificates().inUse())
                    .singleElement()
                    .satisfies(one -> assertThat(one.names()).containsExactly("gateway"));
        }
        try (TestGateway gateway = gateway(mutual, "localhost", protocol, trusted())) {
            assertThat(status(gateway)).isEqualTo(502);
        }
    }

    @Test
    void aServerWithoutHttp2IsNotAskedInHttp2() throws IOException {
        assertRefused(http1Only, "h2", trusted(), "HTTP/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void whoSpeaksNoTlsIsABadGateway(String protocol) throws IOException {
        int plain = Http2Client.await(
                        vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"))
                .actualPort();
        assertRefused(plain, protocol, trusted(), "no TLS with the server");
    }

    @Test
    void filesThatCannotBeUsedAreNamed() {
        assertThatThrownBy(() -> gateway(good, "localhost", "http/1.1", "ca: /nowhere/ca.pem"))
                .hasMessageContaining("/nowhere/ca.pem does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void itsHealthIsAskedTheSameWay(String protocol) {
        String check = ", health: {path: /health, interval: 1ms, unhealthy_after: 1, healthy_after: 1}";
        try (TestGateway gateway = gateway(good, "localhost", protocol, trusted(), check)) {
            names.clear();
            await().until(() -> names.size() > 3);
            assertThat(names).containsOnly("localhost");
            assertThat(gateway.gateway().upstreams().status())
                    .singleElement()
                    .satisfies(server -> assertThat(server.healthy()).isTrue());
        }
        try (TestGateway gateway = gateway(expired, "localhost", protocol, trusted(), check)) {
            await().until(() -> !only(gateway).healthy());
        }
    }

    /** Without a length the end of the connection ends the answer: if TLS says so, or anybody could have cut it off. */
    @ParameterizedTest
    @CsvSource({
        "true, 'HTTP/1.1 200 OK\r\n\r\n', true",
        "false, 'HTTP/1.1 200 OK\r\n\r\n', false",
        "true, 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n', true",
        "false, 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n', true",
        "true, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n', false",
    })
    void onlyACloseNotifyEndsAnAnswerWithoutLength(boolean notify, String head, boolean whole) throws Exception {
        SSLContext context = authority.context("server");
        try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestGateway gateway = gateway(listening.getLocalPort(), "localhost", "http/1.1", trusted());
                RawClient client = new RawClient(gateway.port())) {
            Thread server = Thread.ofPlatform().start(() -> {
                try (Socket raw = listening.accept()) {
                    SSLSocket tls =
                            (SSLSocket) context.getSocketFactory().createSocket(raw, null, raw.getPort(), false);
                    tls.setUseClientMode(false);
                    RawClient peer = new RawClient(tls);
                    String unused = peer.head();
                    tls.getOutputStream().write((head + "abc").getBytes(StandardCharsets.US_ASCII));
                    if (notify) {
                        tls.shutdownOutput();
                    }
                } catch (IOException e) {
                    // The gateway closed first.
                }
            });
            client.send("GET /a HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n");
            String answer = client.rest();
            server.join();

            assertThat(answer).startsWith("HTTP/1.1 ");
            boolean ended = answer.endsWith("\r\n0\r\n\r\n") || answer.contains("ength: 3\r\n");
            assertThat(ended).as(answer).isEqualTo(whole);
            await().until(() -> gateway.leases() == 0);
        }
    }

    private static ServerStatus only(TestGateway gateway) {
        return gateway.gateway().upstreams().status().getFirst();
    }

    /** The log says why. */
    private void assertRefused(int port, String protocol, String tls, String why) throws IOException {
        Logger log = (Logger) LoggerFactory.getLogger(Attempt.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try (TestGateway gateway = gateway(port, "127.0.0.1", protocol, tls)) {
            assertThat(status(gateway)).as(why).isEqualTo(502);
            await().until(() -> gateway.leases() == 0);
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).anySatisfy(line -> assertThat(line)
                .contains("outcome=connect_failed", why));
    }

    private static int status(TestGateway gateway) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return RawClient.status(client.send(CALL).head());
        }
    }
}
