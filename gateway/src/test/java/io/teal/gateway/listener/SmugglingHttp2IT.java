package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.RecordingBackend.Received;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 requests that would be several requests, or other ones, once written as HTTP/1.1 to a server. */
class SmugglingHttp2IT {
    private static final List<String> BASE =
            List.of(":method", "GET", ":scheme", "http", ":path", "/evil", ":authority", "x");
    private static final List<String> PLAIN =
            List.of(":method", "GET", ":scheme", "http", ":path", "/plain", ":authority", "x");
    private static final String CANARY = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

    /** {@code :status 200} in the static table of HPACK (RFC 7541, appendix A). */
    private static final String STATUS_200 = "\u0088";

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

    static List<List<String>> hostile() {
        return List.of(
                // Lines inside of values and names
                with("x", "a\r\n\r\n" + CANARY),
                with("x", "a\r\nx-admin: 1"),
                with("x", "a\nb"),
                with("x", "a\rb"),
                with("x", "a\0b"),
                with("x", "a\u007fb"),
                with("x\r\ny", "a"),
                with("x: a\r\ny", "b"),
                with("x:", "a"),
                with("x:y", "a"),
                with("x y", "a"),
                with("x\0", "a"),
                with("", "a"),
                with("X-Upper", "a"),
                // Fields of one connection (RFC 9113, 8.2.2)
                with("connection", "close"),
                with("connection", "content-length"),
                with("keep-alive", "timeout=1"),
                with("proxy-connection", "keep-alive"),
                with("transfer-encoding", "chunked"),
                with("transfer-encoding", "identity"),
                with("transfer_encoding", "chunked"),
                with("upgrade", "h2c"),
                with("te", "chunked"),
                // Length
                with("content-length", "5"),
                with("content-length", "0", "content-length", "5"),
                with("content-length", "+0"),
                with("content-length", "0, 5"),
                with("content_length", "0"),
                // Pseudo-fields
                replaced(":path", "/evil HTTP/1.1\r\nHost: y\r\n\r\n" + CANARY),
                replaced(":path", "/evil HTTP/1.1"),
                replaced(":path", "/evil\tx"),
                replaced(":path", "/evil\0"),
                replaced(":path", "/evil#x"),
                replaced(":path", "/evil\u00e9"),
                replaced(":path", "evil"),
                replaced(":path", "http://y/evil"),
                replaced(":path", "*"),
                replaced(":path", ""),
                replaced(":path", null),
                replaced(":method", "GET /smuggled HTTP/1.1\r\n\r\nGET"),
                replaced(":method", "G ET"),
                replaced(":method", ""),
                replaced(":method", null),
                replaced(":method", "CONNECT"),
                replaced(":scheme", "http\r\n"),
                replaced(":scheme", null),
                replaced(":authority", "x\r\nX: y"),
                replaced(":authority", "u@x"),
                replaced(":authority", "x y"),
                replaced(":authority", "x/evil"),
                replaced(":authority", ""),
                replaced(":authority", null),
                with(":path", "/other"),
                with(":method", "POST"),
                with(":authority", "y"),
                with(":status", "200"),
                with(":protocol", "websocket"),
                with("host", "y"),
                with("host", "x", "host", "x"),
                with("a", "b", ":path", "/late"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void nothingOfAMalformedRequestReachesTheServer(List<String> fields) throws IOException {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            // When
            client.request(1, true, fields);

            // Then
            assertRefused(client);
            theServerSawOnlyThePlainRequest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "7", "0", "99999999999999999999"})
    void aBodyThatIsNotAsLongAsDeclaredReachesNoServer(String declared) throws IOException {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            // When
            List<String> fields = replaced(":method", "POST");
            fields.addAll(List.of("content-length", declared));
            client.request(1, false, fields).send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[5]);

            // Then
            assertRefused(client);
            theServerSawOnlyThePlainRequest();
        }
    }

    @Test
    void aLongBodyThatEndsEarlyIsNeverCompleteAtTheServer() throws IOException {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            // When
            List<String> fields = replaced(":method", "POST");
            fields.addAll(List.of("content-length", "100000"));
            client.request(1, false, fields)
                    .send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, CANARY.getBytes(StandardCharsets.US_ASCII));

            // Then
            assertRefused(client);
            await().until(() -> gateway.leases() == 0);
            assertThat(backend.requests()).isEmpty();
            assertThat(backend.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length", "transfer-encoding", "host", ":path", "X"})
    void aTrailerThatFramesOrRoutesIsNeverComplete(String name) throws IOException {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            // When
            client.request(1, false, replaced(":method", "POST"))
                    .send(RawHttp2.DATA, 0, 1, "hello".getBytes(StandardCharsets.US_ASCII))
                    .request(1, true, List.of(name, "5"));

            // Then
            assertRefused(client);
            await().until(() -> gateway.leases() == 0);
            assertThat(backend.requests()).isEmpty();
            assertThat(backend.violations()).isEmpty();
        }
    }

    private static void assertRefused(RawHttp2 client) throws IOException {
        RawHttp2.Frame frame = client.readTo(RawHttp2.RST_STREAM, RawHttp2.GOAWAY, RawHttp2.HEADERS);
        boolean told = frame.type() == RawHttp2.HEADERS && !frame.payload().contains(STATUS_200);
        assertThat(told || frame.type() == RawHttp2.RST_STREAM || frame.type() == RawHttp2.GOAWAY)
                .as("refused, not answered: %s", frame)
                .isTrue();
    }

    private static void theServerSawOnlyThePlainRequest() throws IOException {
        try (RawHttp2 plain = new RawHttp2(gateway.port())) {
            plain.request(1, true, PLAIN);
            assertThat(plain.readTo(RawHttp2.HEADERS, RawHttp2.RST_STREAM).payload())
                    .contains(STATUS_200);
            assertThat(plain.readTo(RawHttp2.DATA, RawHttp2.RST_STREAM).payload())
                    .isEqualTo("ok");
        }
        assertThat(backend.requests()).containsExactly(new Received("GET /plain HTTP/1.1", ""));
        assertThat(backend.violations()).isEmpty();
        assertThat(backend.bytes()).startsWith("GET /plain ").doesNotContain("evil", "smuggled", "other", "late");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyThatLooksLikeARequestStaysABody(boolean declared) throws IOException {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            // When
            List<String> fields = replaced(":method", "POST");
            fields.addAll(List.of("te", "trailers", "cookie", "a=1", "cookie", "b=2"));
            if (declared) {
                fields.addAll(List.of("content-length", Integer.toString(CANARY.length())));
            }
            client.request(1, false, fields)
                    .send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, CANARY.getBytes(StandardCharsets.US_ASCII));

            // Then
            assertThat(client.readTo(RawHttp2.DATA, RawHttp2.RST_STREAM).payload())
                    .isEqualTo("ok");
            assertThat(backend.requests()).containsExactly(new Received("POST /evil HTTP/1.1", CANARY));
            assertThat(backend.violations()).isEmpty();
            assertThat(backend.bytes()).containsOnlyOnce("a=1; b=2");
        }
    }

    @Test
    void aListOfEqualLengthsIsOneLength() throws IOException {
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            // When
            List<String> fields = replaced(":method", "POST");
            fields.addAll(List.of("content-length", "2, 2"));
            client.request(1, false, fields).send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[] {'h', 'i'});

            // Then: RFC 9110, 8.6, lets a recipient take one of them; the server must not see a list
            assertThat(client.readTo(RawHttp2.DATA, RawHttp2.RST_STREAM).payload())
                    .isEqualTo("ok");
            assertThat(backend.requests()).containsExactly(new Received("POST /evil HTTP/1.1", "hi"));
            assertThat(backend.violations()).isEmpty();
        }
    }

    private static List<String> with(String... more) {
        List<String> fields = new ArrayList<>(BASE);
        fields.addAll(List.of(more));
        return fields;
    }

    private static List<String> replaced(String name, String value) {
        List<String> fields = new ArrayList<>(BASE);
        int at = fields.indexOf(name);
        if (value == null) {
            fields.remove(at + 1);
            fields.remove(at);
        } else {
            fields.set(at + 1, value);
        }
        return fields;
    }
}
