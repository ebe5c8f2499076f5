package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.RecordingBackend.Received;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile requests, each followed on the same connection by a request for {@code /smuggled}, in front of a server that keeps
 * every byte: client, gateway and server must agree where each request ends, or the connection must.
 */
class SmugglingIT {
    private static final String CANARY = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String GET = "GET /evil HTTP/1.1\r\n";
    private static final String HOST = "Host: x\r\n";
    private static final String POST = "POST /evil HTTP/1.1\r\nHost: x\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String BOTH = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n";

    private static RecordingBackend backend;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        backend = RecordingBackend.start();
        gateway = TestGateway.start("""
                services: {chat: {upstreams: {blue: {servers: ['%s']}}}}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(backend.address()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
    }

    @BeforeEach
    void forget() {
        await().until(() -> gateway.leases() == 0);
        backend.forget();
    }

    static List<String> hostile() {
        return List.of(
                // Two ways to measure one body
                POST + BOTH + "\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
                POST + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
                POST + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
                POST + "Content-Length: 4, 4\r\n\r\nabcd",
                POST + "Content-Length: 4, 0\r\n\r\nabcd",
                POST + "Content-Length: +4\r\n\r\nabcd",
                POST + "Content-Length: -4\r\n\r\n",
                POST + "Content-Length: 4 \u000b\r\n\r\nabcd",
                POST + "Content-Length: 0x4\r\n\r\nabcd",
                POST + "Content-Length: 4.0\r\n\r\nabcd",
                POST + "Content-Length:\r\n\r\n",
                POST + "Content-Length: 99999999999999999999\r\n\r\n",
                POST + "Content-Length: 18446744073709551616\r\n\r\n",
                POST + "Content-Length : 4\r\n\r\nabcd",
                POST + "Content_Length: 4\r\n\r\nabcd",
                POST + "Content-Length\0: 4\r\n\r\nabcd",
                POST + "Connection: Content-Length\r\n" + BOTH + "\r\n0\r\n\r\n",
                // Transfer-Encoding that one reader sees and another does not
                POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
                POST + " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "X: y\n\tTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: identity\r\nContent-Length: 4\r\n\r\nabcd",
                POST + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: 'chunked'\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chu\0nked\r\n\r\n0\r\n\r\n",
                POST + "Transfer_Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /evil HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                // Lines that end where they should not
                "GET /evil HTTP/1.1\nHost: x\n\n",
                GET + "Host: x\nX: y\r\n\r\n",
                GET + "Host: x\r\n\n",
                GET + "Host: x\rX: y\r\n\r\n",
                GET + HOST + "X: a\r\n\rGET /evil2 HTTP/1.1\r\n\r\n",
                GET + HOST + "X: a\r\n b\r\n\r\n",
                GET + HOST + "X: a\0b\r\n\r\n",
                GET + HOST + "X: a\u007fb\r\n\r\n",
                GET + HOST + "X: a\u0001b\r\n\r\n",
                // Names
                GET + HOST + "X y: a\r\n\r\n",
                GET + HOST + "X@y: a\r\n\r\n",
                GET + HOST + ": a\r\n\r\n",
                GET + HOST + "NoColon\r\n\r\n",
                GET + HOST + "X\u00e4: a\r\n\r\n",
                // Host
                GET + "\r\n",
                GET + HOST + "Host: y\r\n\r\n",
                GET + HOST + HOST + "\r\n",
                GET + "Host: x, y\r\n\r\n",
                GET + "Host: x/evil?\r\n\r\n",
                GET + "Host: u@x\r\n\r\n",
                "GET http://y/evil HTTP/1.1\r\n" + HOST + "\r\n",
                "GET http://x@y/evil HTTP/1.1\r\n" + HOST + "\r\n",
                // Request line
                "GET /evil\r\n",
                "GET /evil\r\n\r\n",
                "GET /evil HTTP/0.9\r\n" + HOST + "\r\n",
                "GET /evil http/1.1\r\n" + HOST + "\r\n",
                "GET /evil HTTP/1.1x\r\n" + HOST + "\r\n",
                "GET /evil HTTP/2.0\r\n" + HOST + "\r\n",
                "GET\t/evil\tHTTP/1.1\r\n" + HOST + "\r\n",
                "GET /evil\tHTTP/1.1\r\n" + HOST + "\r\n",
                "GET  /evil HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /evil HTTP/1.1 HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /evil#a HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /evil\u0001 HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /evil\0 HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /evil\u00e9 HTTP/1.1\r\n" + HOST + "\r\n",
                "GET evil HTTP/1.1\r\n" + HOST + "\r\n",
                "GE(T /evil HTTP/1.1\r\n" + HOST + "\r\n",
                "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n",
                "\r\n\r\nGET /evil HTTP/1.1\r\n" + HOST + "\r\n",
                // The first chunk
                CHUNKED + "0x5\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "+5\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "-1\r\nhello\r\n0\r\n\r\n",
                CHUNKED + " 5\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "5 \r\nhello\r\n0\r\n\r\n",
                CHUNKED + "g\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "5;a\nb\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "5\nhello\r\n0\r\n\r\n",
                CHUNKED + "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "100000005\r\nhello\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void nothingOfAnAmbiguousMessageReachesTheServer(String message) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            // When
            String answer = client.send(message + CANARY).rest();

            // Then
            assertRefused(answer);
            serverSawOnlyThePlainRequest();
        }
    }

    private static void assertRefused(String answer) {
        assertThat(RawClient.status(answer)).isBetween(400, 505);
        assertThat(answer.split("HTTP/1\\.1 \\d", -1))
                .as("one answer, then the end")
                .hasSize(2);
        assertThat(RawClient.field(answer.substring(0, answer.indexOf("\r\n\r\n")), "Connection"))
                .isEqualTo("close");
    }

    /** Sends another request through and looks at everything the server got up to then. */
    private static void serverSawOnlyThePlainRequest() throws IOException {
        try (RawClient plain = new RawClient(gateway.port())) {
            String head = plain.send("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n").head();
            assertThat(RawClient.status(head)).isEqualTo(200);
        }
        assertThat(backend.requests()).containsExactly(new Received("GET /plain HTTP/1.1", ""));
        assertThat(backend.violations()).isEmpty();
        assertThat(backend.bytes()).startsWith("GET /plain ").doesNotContain("evil", "smuggled");
    }

    static List<String> hostileLater() {
        return List.of(
                CHUNKED + "5\r\nhelloX0\r\n\r\n",
                CHUNKED + "5\r\nhello\n0\r\n\r\n",
                CHUNKED + "5\r\nhello\r\r\n0\r\n\r\n",
                CHUNKED + "5\r\nhello0\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0x0\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0;\n\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0\r\nHost: y\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0\r\nX : y\r\n\r\n",
                CHUNKED + "5\r\nhello\r\n0\r\nX: y\n\r\n",
                CHUNKED + "5\r\nhello\r\n0\r\n\n");
    }

    @ParameterizedTest
    @MethodSource("hostileLater")
    void aMessageThatTurnsBadLaterIsNeverCompleteAtTheServer(String message) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            // When
            String answer = client.send(message + CANARY).rest();

            // Then
            if (!answer.isEmpty()) {
                assertThat(RawClient.status(answer)).isBetween(400, 505);
                assertThat(answer.split("HTTP/1\\.1 \\d", -1)).hasSize(2);
            }
            await().until(() -> gateway.leases() == 0);
            assertThat(backend.requests()).isEmpty();
            assertThat(backend.violations()).isEmpty();
            assertThat(backend.bytes()).doesNotContain("smuggled");
        }
    }

    /** Messages that may pass, each with the bodies a server must see, the canary not counted. */
    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of(GET + HOST + "\r\n", List.of("")),
                Arguments.of("\r\n" + GET + HOST + "\r\n", List.of("")),
                Arguments.of("GET http://x/evil HTTP/1.1\r\n" + HOST + "\r\n", List.of("")),
                Arguments.of("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n", List.of()),
                Arguments.of(POST + "Content-Length: 4\r\n\r\nabcd", List.of("abcd")),
                Arguments.of(POST + "Content-Length: 0004\r\n\r\nabcd", List.of("abcd")),
                Arguments.of(POST + "Content-Length: " + CANARY.length() + "\r\n\r\n" + CANARY, List.of(CANARY)),
                Arguments.of(GET + HOST + "Content-Length: " + CANARY.length() + "\r\n\r\n" + CANARY, List.of(CANARY)),
                Arguments.of(
                        "HEAD /evil HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\na" + GET + HOST + "\r\n",
                        List.of("a", "")),
                Arguments.of(CHUNKED + "0\r\n\r\n", List.of("")),
                Arguments.of(CHUNKED + "5;a=\"b\"\r\nhello\r\n0005\r\nthere\r\n0;c\r\n\r\n", List.of("hellothere")),
                Arguments.of(CHUNKED + "5\r\n0\r\n\r\n\r\n0\r\n\r\n", List.of("0\r\n\r\n")),
                Arguments.of(CHUNKED + "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", List.of("hello")),
                Arguments.of(
                        CHUNKED + Integer.toHexString(CANARY.length()) + "\r\n" + CANARY + "\r\n0\r\n\r\n",
                        List.of(CANARY)),
                Arguments.of(POST + "transfer-encoding:CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n", List.of("a")),
                Arguments.of(POST + "Connection: Content-Length\r\nContent-Length: 4\r\n\r\nabcd", List.of("abcd")),
                Arguments.of(POST + "Connection: Host, X\r\nX: y\r\nContent-Length: 4\r\n\r\nabcd", List.of("abcd")),
                Arguments.of(
                        POST + "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
                        List.of("a")),
                Arguments.of(POST + "Keep-Alive: 1\r\nTE: trailers\r\nContent-Length: 4\r\n\r\nabcd", List.of("abcd")),
                Arguments.of(
                        POST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
                                + "Content-Length: " + CANARY.length() + "\r\n\r\n" + CANARY,
                        List.of(CANARY)),
                Arguments.of(
                        GET + HOST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                                + "HTTP2-Settings: AAMAAABk\r\n\r\n",
                        List.of("")),
                Arguments.of(POST + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nabcd", List.of("abcd")),
                Arguments.of(
                        POST + "Content-Length: 70000\r\n\r\n"
                                + "GET /smuggled HTTP/1.1".repeat(4000).substring(0, 70000),
                        List.of("GET /smuggled HTTP/1.1".repeat(4000).substring(0, 70000))));
    }

    @ParameterizedTest
    @MethodSource("good")
    void anAcceptedMessageEndsForTheServerWhereItEndsForTheClient(String message, List<String> bodies)
            throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            // When
            String answers = client.send(message + CANARY.replace(HOST, HOST + "Connection: close\r\n"))
                    .rest();

            // Then
            assertThat(answers).contains("HTTP/1.1 ");
            List<Received> received = new ArrayList<>(backend.requests());
            assertThat(received.removeLast()).isEqualTo(new Received("GET /smuggled HTTP/1.1", ""));
            if (message.startsWith("OPTIONS *")) {
                received.clear();
            }
            assertThat(received).extracting(Received::body).isEqualTo(bodies);
            assertThat(received).allMatch(request -> request.line().contains(" /evil "));
            assertThat(backend.violations()).isEmpty();
        }
    }

    @Test
    void whatFollowsAnHttp10RequestIsNotRead() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            // When
            String answers = client.send("POST /evil HTTP/1.0\r\nContent-Length: 2\r\n\r\nab" + CANARY)
                    .rest();

            // Then
            assertThat(answers.split("HTTP/1\\.[01] ", -1)).hasSize(2);
            assertThat(backend.requests()).containsExactly(new Received("POST /evil HTTP/1.1", "ab"));
            assertThat(backend.violations()).isEmpty();
            assertThat(backend.bytes()).doesNotContain("smuggled");
        }
    }
}
