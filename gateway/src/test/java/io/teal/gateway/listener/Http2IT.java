package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 with prior knowledge, frame by frame. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2IT {
    private static final int STREAMS = 4;
    private static final List<String> BASE =
            List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "x");

    private final TestServer server = new TestServer(
            new ListenerLimits(
                    8192, 32768, 20, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(75), STREAMS),
            null,
            request -> {
                if (!request.path().equals("/never")) {
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
    void servesARequest() throws IOException {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            client.request(1, true, BASE);
            assertThat(client.readTo(RawHttp2.HEADERS, RawHttp2.RST_STREAM).type())
                    .isEqualTo(RawHttp2.HEADERS);
            assertThat(client.readTo(RawHttp2.DATA).payload()).isEqualTo("GET / []");
        }
        assertThat(server.seen()).containsExactly("GET / HTTP_2");
    }

    @Test
    void servesHostInPlaceOfAuthorityAndHostBesideIt() throws IOException {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            client.request(1, true, List.of(":method", "GET", ":scheme", "http", ":path", "/a", "host", "x:1"));
            assertThat(client.readTo(RawHttp2.HEADERS, RawHttp2.RST_STREAM).type())
                    .isEqualTo(RawHttp2.HEADERS);
            client.request(3, true, with("host", "x", "te", "trailers"));
            assertThat(client.readTo(RawHttp2.HEADERS, RawHttp2.RST_STREAM).type())
                    .isEqualTo(RawHttp2.HEADERS);
        }
    }

    @Test
    void servesABodyWithTrailers() throws IOException {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            client.request(1, false, with("content-length", "2"))
                    .send(RawHttp2.DATA, 0, 1, new byte[] {'h', 'i'})
                    .request(1, true, List.of("checksum", "1"));
            assertThat(client.readTo(RawHttp2.DATA).payload()).isEqualTo("GET / [hi]");
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void resetsTheStreamOfAMalformedRequest(List<String> fields) throws IOException {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            client.request(1, true, fields);
            RawHttp2.Frame frame = client.readTo(RawHttp2.RST_STREAM, RawHttp2.HEADERS, RawHttp2.GOAWAY);
            assertThat(frame.type()).isEqualTo(RawHttp2.RST_STREAM);
            assertThat(frame.stream()).isEqualTo(1);
            assertThat(frame.error()).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());

            // The connection lives on.
            client.request(3, true, BASE);
            assertThat(client.readTo(RawHttp2.HEADERS).stream()).isEqualTo(3);
        }
        assertThat(server.seen()).containsExactly("GET / HTTP_2");
    }

    static List<List<String>> malformed() {
        return List.of(
                // RFC 9113, 8.2.2
                with("connection", "close"),
                with("proxy-connection", "close"),
                with("keep-alive", "1"),
                with("transfer-encoding", "chunked"),
                with("upgrade", "h2c"),
                with("te", "gzip"),
                // 8.2.1
                with("A", "b"),
                with("a b", "c"),
                with("a:", "c"),
                with("", "c"),
                with("a", "b\0"),
                with("a", "b\r\nc: d"),
                with("a", "b\nc"),
                with("a", " b"),
                with("a", "b\t"),
                with("content_length", "1"),
                with("transfer_encoding", "chunked"),
                // 8.1.1
                with("content-length", "1"),
                with("content-length", "+0"),
                with("content-length", "0", "content-length", "1"),
                // 8.3
                with(":method", "POST"),
                with(":path", "/b"),
                with(":authority", "y"),
                with(":status", "200"),
                with(":protocol", "websocket"),
                with(":x", "y"),
                with("a", "b", ":path", "/b"),
                with("host", "y"),
                with("host", "x", "host", "x"),
                replaced(":method", null),
                replaced(":scheme", null),
                replaced(":path", null),
                replaced(":authority", null),
                replaced(":method", "G T"),
                replaced(":method", "GET / HTTP/1.1\r\nX:"),
                replaced(":method", "CONNECT"),
                replaced(":method", ""),
                replaced(":scheme", "ftp"),
                replaced(":path", ""),
                replaced(":path", "*"),
                replaced(":path", "a"),
                replaced(":path", "http://y/"),
                replaced(":path", "/a b"),
                replaced(":path", "/a\r\nHost: y"),
                replaced(":path", "/a#b"),
                replaced(":path", "/\u00e4"),
                replaced(":authority", "u@x"),
                replaced(":authority", "x/y"),
                replaced(":authority", ""),
                with(many(30)));
    }

    @Test
    void resetsAStreamForMalformedTrailers() throws IOException {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            client.request(1, false, BASE).request(1, true, List.of(":path", "/b"));
            assertThat(client.readTo(RawHttp2.RST_STREAM, RawHttp2.HEADERS, RawHttp2.GOAWAY)
                            .type())
                    .isEqualTo(RawHttp2.RST_STREAM);
        }
    }

    @Test
    void refusesMoreStreamsThanAgreed() throws IOException {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            for (int i = 0; i <= STREAMS; i++) {
                client.request(1 + 2 * i, true, replaced(":path", "/never"));
            }
            RawHttp2.Frame frame = client.readTo(RawHttp2.RST_STREAM, RawHttp2.GOAWAY);
            assertThat(frame.type()).isEqualTo(RawHttp2.RST_STREAM);
            assertThat(frame.stream()).isEqualTo(1 + 2 * STREAMS);
            assertThat(frame.error()).isEqualTo((int) Http2Error.REFUSED_STREAM.code());
        }
    }

    @Test
    void closesTheConnectionOfARapidReset() throws IOException {
        try (RawHttp2 client = new RawHttp2(server.port())) {
            Thread.ofVirtual().start(() -> flood(client));
            RawHttp2.Frame frame = client.readTo(RawHttp2.GOAWAY);
            assertThat(frame.error()).isEqualTo((int) Http2Error.ENHANCE_YOUR_CALM.code());
        }
        assertThat(server.seen()).hasSizeLessThanOrEqualTo(250);
    }

    private static void flood(RawHttp2 client) {
        try {
            for (int stream = 1; stream < 2000; stream += 2) {
                client.request(stream, true, replaced(":path", "/never"))
                        .send(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
        } catch (IOException closed) {
            // That is what the flood is for.
        }
    }

    private static List<String> with(String... more) {
        List<String> fields = new ArrayList<>(BASE);
        fields.addAll(List.of(more));
        return fields;
    }

    private static String[] many(int count) {
        String[] fields = new String[2 * count];
        for (int i = 0; i < count; i++) {
            fields[2 * i] = "a" + i;
            fields[2 * i + 1] = "b";
        }
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
