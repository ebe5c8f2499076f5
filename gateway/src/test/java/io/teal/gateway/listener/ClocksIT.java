package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The clocks of connections with real time, cut down to fractions of a second. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClocksIT {
    /** Short, but long enough for a busy machine to connect and send within them. */
    private static final ListenerLimits PLAIN = limits(400, 500, 600);

    private static final ListenerLimits TLS = limits(2000, 1000, 1000);
    private static final long SILENCE = 2500;
    private static final List<String> POST =
            List.of(":method", "POST", ":scheme", "http", ":path", "/", ":authority", "x");

    private TestServer plain;
    private TestServer tls;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        plain = server(PLAIN, null);
        tls = server(TLS, TestCertificate.in(folder));
    }

    private static ListenerLimits limits(long headerMillis, long bodyMillis, long keepAliveMillis) {
        return new ListenerLimits(
                8192,
                32768,
                100,
                Duration.ofMillis(headerMillis),
                Duration.ofMillis(bodyMillis),
                Duration.ofMillis(keepAliveMillis),
                128);
    }

    private static TestServer server(ListenerLimits limits, TlsSpec spec) {
        TestServer[] server = new TestServer[1];
        server[0] = new TestServer(limits, spec, request -> {
            if (request.path().equals("/silent")) {
                server[0].vertx().setTimer(SILENCE, id -> request.response().end("done"));
            } else {
                TestServer.echo(request);
            }
        });
        return server[0];
    }

    @AfterAll
    void close() {
        plain.close();
        tls.close();
    }

    @Test
    void closesAConnectionThatSendsNothing() throws IOException {
        try (RawClient client = RawClient.to(plain.port())) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void closesAnIdleConnection() throws IOException {
        try (RawClient client = RawClient.to(plain.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").endsWith("GET /a []");
        }
    }

    @Test
    void refusesASlowHead() throws IOException {
        try (RawClient client = RawClient.to(plain.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n");
        }
    }

    @Test
    void refusesAStalledBody() throws IOException {
        try (RawClient client = RawClient.to(plain.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n");
        }
    }

    @Test
    void neverCutsASilentAnswer() throws IOException {
        try (RawClient client = RawClient.to(plain.port())) {
            client.send("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").endsWith("done");
        }
    }

    @Test
    void closesTlsWithoutAHandshake() throws IOException {
        try (RawClient client = new RawClient(new Socket(InetAddress.getLoopbackAddress(), tls.port()))) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void closesAnIdleTlsConnection() throws Exception {
        try (RawClient client = new RawClient(TestCertificate.trustingAll()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), tls.port()))) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").endsWith("GET /a []");
        }
    }

    @Test
    void neverCutsASilentAnswerOverTls() throws Exception {
        try (RawClient client = new RawClient(TestCertificate.trustingAll()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), tls.port()))) {
            client.send("GET /silent HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").endsWith("done");
        }
    }

    @Test
    void neverCutsASilentAnswerOfHttp2OverTls() throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(TestCertificate.trustingAll())
                .build()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + tls.port() + "/silent"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo("done");
        }
    }

    @Test
    void closesAfterAPrefaceWithoutSettings() throws IOException {
        try (RawClient client = RawClient.to(plain.port())) {
            client.send(RawHttp2.PREFACE);
            assertThat(client.readToEnd()).isNotNull();
        }
    }

    @Test
    void tellsAnIdleHttp2ConnectionToGo() throws IOException {
        try (RawHttp2 client = new RawHttp2(plain.port())) {
            client.request(1, true, POST);
            assertThat(client.readTo(RawHttp2.HEADERS).stream()).isEqualTo(1);
            assertThat(client.readTo(RawHttp2.GOAWAY).error()).isEqualTo((int) Http2Error.NO_ERROR.code());
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void neverCutsASilentAnswerOfHttp2() throws IOException {
        try (RawHttp2 client = new RawHttp2(plain.port())) {
            client.request(
                    1, true, List.of(":method", "GET", ":scheme", "http", ":path", "/silent", ":authority", "x"));
            assertThat(client.readTo(RawHttp2.HEADERS, RawHttp2.RST_STREAM, RawHttp2.GOAWAY)
                            .type())
                    .isEqualTo(RawHttp2.HEADERS);
        }
    }

    @Test
    void resetsAStalledBodyOfHttp2() throws IOException {
        try (RawHttp2 client = new RawHttp2(plain.port())) {
            client.request(1, false, POST).send(RawHttp2.DATA, 0, 1, new byte[] {'a'});
            RawHttp2.Frame frame = client.readTo(RawHttp2.HEADERS, RawHttp2.RST_STREAM, RawHttp2.GOAWAY);
            assertThat(frame.type()).isEqualTo(RawHttp2.RST_STREAM);
            assertThat(frame.error()).isEqualTo((int) Http2Error.CANCEL.code());
        }
    }
}
