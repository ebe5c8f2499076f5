package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with and without ALPN: HTTP/2, HTTP/1.1 and the guard in front of its first request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsListenersIT {
    private TestServer server;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        server = new TestServer(Messages.LIMITS, TestCertificate.in(folder), TestServer::echo);
    }

    @BeforeEach
    void forget() {
        server.seen().clear();
    }

    @AfterAll
    void close() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpClient.Version.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void speaksWhatTheClientOffers(HttpClient.Version version) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(TestCertificate.trustingAll())
                .build()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/a"))
                            .POST(HttpRequest.BodyPublishers.ofString("hi"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.body()).isEqualTo("POST /a [hi]");
        }
        assertThat(server.seen()).containsExactly("POST /a " + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", ""})
    void guardsTheFirstRequest(String alpn) throws Exception {
        try (RawClient client = new RawClient(connect("TLSv1.3", alpn))) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n");
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n")
                    .endsWith("exactly one valid Host is required\n");
        }
        assertThat(server.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesSeveralRequests(String protocol) throws Exception {
        try (RawClient client = new RawClient(connect(protocol, "http/1.1"))) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("GET /a []");
            client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\nGET /c HTTP/1.1\r\nHost : x\r\n\r\n");
            assertThat(client.readToEnd()).contains("GET /b []").doesNotContain("GET /c");
        }
        assertThat(server.seen()).containsExactly("GET /a HTTP_1_1", "GET /b HTTP_1_1");
    }

    private SSLSocket connect(String protocol, String alpn) throws IOException, GeneralSecurityException {
        SSLSocket socket = (SSLSocket) TestCertificate.trustingAll()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        if (!alpn.isEmpty()) {
            parameters.setApplicationProtocols(new String[] {alpn});
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
