package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard in front of a real server on plaintext HTTP/1.1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenersIT {
    private final TestServer server = new TestServer(Messages.LIMITS, null, request -> {
        if (request.path().equals("/tunnel")) {
            request.toNetSocket().onSuccess(socket -> {
                RequestGuard.release(request.connection());
                socket.handler(socket::write);
            });
        } else if (request.path().equals("/headers")) {
            request.response().end(request.headers().names().toString());
        } else {
            TestServer.echo(request);
        }
    });

    @BeforeEach
    void forget() {
        server.seen().clear();
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void servesRequestsOnOneConnection() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readUntil("GET /a []")).startsWith("HTTP/1.1 200 OK\r\n");
            client.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("POST /b [hi]");
        }
    }

    @Test
    void servesPipelinedRequestsInOrder() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send(
                    "POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\nC: d\r\n\r\n"
                            + "GET /2 HTTP/1.1\r\nHost: x\r\n\r\nPOST /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na");
            assertThat(client.readUntil("POST /3 [a]")).containsSubsequence("POST /1 [hi]", "GET /2 []");
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesTheFirstRequest(Messages.Hostile message) throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send(message.bytes());
            assertThat(client.readToEnd())
                    .startsWith("HTTP/1.1 " + message.status() + " ")
                    .contains("Connection: close");
        }
        assertThat(server.seen()).isEmpty();
    }

    /** The decoder behind must accept all that the guard lets pass: its own refusals are less exact. */
    @ParameterizedTest
    @MethodSource("good")
    void servesWhatTheGuardLetsPass(String message) throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send(message);
            assertThat(client.readUntil("200 OK\r\n")).startsWith("HTTP/1.");
        }
    }

    static Iterable<String> good() {
        return Messages.good();
    }

    static Iterable<Messages.Hostile> hostile() {
        return Messages.hostile();
    }

    @Test
    void refusesALaterRequest() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("GET /a []");
            client.send("GET /b HTTP/1.1\r\nHost: x\r\nA: b\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").endsWith("lines must end with CR LF\n");
        }
        assertThat(server.seen()).containsExactly("GET /a HTTP_1_1");
    }

    @Test
    void refusesABodyAfterItsHeadHasPassed() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
            await().until(() -> server.seen().size() == 1);
            client.send("1\r\nabc");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").endsWith("malformed chunk\n");
        }
    }

    @Test
    void servesTheOfferOfHttp2AsPlainHttp1() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/headers"))
                    .POST(HttpRequest.BodyPublishers.ofString("hi"))
                    .build();
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                assertThat(response.body())
                        .contains("Host")
                        .doesNotContain("Upgrade")
                        .doesNotContain("HTTP2-Settings");
            }
        }
        assertThat(server.seen()).containsExactly("POST /headers HTTP_1_1", "POST /headers HTTP_1_1");
    }

    @Test
    void letsATunnelThrough() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send("GET /tunnel HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
            client.send("\0\n\r :x\n\n");
            assertThat(client.readUntil("\0\n\r :x\n\n")).hasSize(8);
        }
    }

    @Test
    void keepsTheCaseOfFieldNames() throws IOException {
        try (RawClient client = RawClient.to(server.port())) {
            client.send("GET /headers HTTP/1.1\r\nhOSt: x\r\nx-LoWer: 1\r\n\r\n");
            assertThat(client.readUntil("]")).endsWith("[hOSt, x-LoWer]");
        }
    }

    @Test
    void allEventLoopsShareOnePort() {
        assertThat(server.servers()).hasSize(2);
        assertThat(server.servers()).extracting(s -> s.actualPort()).containsOnly(server.port());
        assertThat(server.port()).isPositive();
    }
}
