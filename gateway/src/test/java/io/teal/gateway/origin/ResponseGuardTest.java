package io.teal.gateway.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the guard sees the end of a response, whole and in pieces, and that nothing passes beyond it. */
class ResponseGuardTest {
    private static final String INTERIM = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String TWO = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** A response with an end, as it is sent and as it passes. */
    private record Response(HttpMethod method, String bytes, String passed) {
        Response(HttpMethod method, String bytes) {
            this(method, bytes, bytes);
        }
    }

    static Stream<Response> responses() {
        String noLength = "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n";
        String head = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n";
        return Stream.of(
                new Response(HttpMethod.GET, TWO),
                new Response(HttpMethod.GET, "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"),
                new Response(HttpMethod.POST, "HTTP/1.1 500 Oh no\r\ncontent-length: 0\r\n\r\n"),
                new Response(HttpMethod.GET, "HTTP/1.1 204 No Content\r\n\r\n"),
                new Response(HttpMethod.GET, noLength),
                new Response(HttpMethod.GET, "HTTP/1.1 304\r\ntransfer-encoding: chunked\r\n\r\n"),
                new Response(HttpMethod.HEAD, head),
                new Response(HttpMethod.HEAD, CHUNKED),
                new Response(HttpMethod.HEAD, "HTTP/1.1 200 OK\r\n\r\n"),
                new Response(HttpMethod.HEAD, INTERIM + head, head),
                new Response(HttpMethod.GET, INTERIM + TWO),
                new Response(HttpMethod.GET, INTERIM + CHUNKED + "0\r\n\r\n"),
                new Response(HttpMethod.GET, CHUNKED + "5\r\nhello\r\n0A\r\n0\r\n\r\n12345\r\n0\r\n\r\n"),
                new Response(HttpMethod.GET, CHUNKED + "1\r\na\r\n000\r\nx-sum: 1\r\ncontent-length: 2\r\n\r\n"),
                new Response(
                        HttpMethod.GET,
                        CHUNKED + "2;name=value\r\nok\r\n0;\"x\"\r\n\r\n",
                        CHUNKED + "2           \r\nok\r\n0    \r\n\r\n"));
    }

    /** A guard that waits for the answer to a request, and its channel. */
    private record Guarded(ResponseGuard guard, EmbeddedChannel channel) {
        static Guarded waiting(HttpMethod method, boolean upgrade) {
            ResponseGuard guard = new ResponseGuard();
            guard.expect(method, upgrade);
            return new Guarded(guard, new EmbeddedChannel(guard));
        }

        @CanIgnoreReturnValue
        Guarded feed(String... parts) {
            for (String part : parts) {
                if (!part.isEmpty()) {
                    channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
                }
            }
            return this;
        }

        String passed() {
            StringBuilder all = new StringBuilder();
            for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
                all.append(next.toString(StandardCharsets.ISO_8859_1));
                next.release();
            }
            return all.toString();
        }
    }

    private static Guarded waiting() {
        return Guarded.waiting(HttpMethod.GET, false);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void seesTheEndHoweverTheResponseIsSplit(Response response) {
        String bytes = response.bytes();
        for (int at = 0; at <= bytes.length(); at++) {
            Guarded guarded = Guarded.waiting(response.method(), false);
            guarded.feed(bytes.substring(0, at));
            assertThat(guarded.guard().heard()).isEqualTo(at > 0);
            guarded.feed(bytes.substring(at));

            assertThat(guarded.passed()).as("split at %d", at).isEqualTo(response.passed());
            assertThat(guarded.guard().rest()).as("split at %d", at).isTrue();
        }
        Guarded guarded = Guarded.waiting(response.method(), false).feed(bytes.split(""));
        assertThat(guarded.passed()).isEqualTo(response.passed());
        assertThat(guarded.guard().rest()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("responses")
    void isNotReusableBeforeTheEnd(Response response) {
        String bytes = response.bytes();
        for (int at = 0; at < bytes.length(); at++) {
            Guarded guarded = Guarded.waiting(response.method(), false).feed(bytes.substring(0, at));

            assertThat(guarded.guard().rest()).as("cut at %d", at).isFalse();
            assertThat(response.passed()).startsWith(guarded.passed());
            assertThat(guarded.channel().finish()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void dropsWhatComesAfterTheEnd(Response response) {
        for (String surplus : new String[] {"x", "\r\n", "HTTP/1.1 200 OK\r\nx-a: ", TWO}) {
            String bytes = response.bytes() + surplus;
            for (int at = 0; at <= bytes.length(); at++) {
                Guarded guarded =
                        Guarded.waiting(response.method(), false).feed(bytes.substring(0, at), bytes.substring(at));

                assertThat(guarded.passed()).as("split at %d", at).isEqualTo(response.passed());
                assertThat(guarded.guard().rest()).as("split at %d", at).isFalse();
            }
        }
    }

    @Test
    void answersOneRequestAfterTheOther() {
        Guarded guarded = Guarded.waiting(HttpMethod.HEAD, false).feed("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n");
        assertThat(guarded.guard().rest()).isTrue();

        guarded.guard().expect(HttpMethod.GET, false);
        assertThat(guarded.guard().heard()).isFalse();
        guarded.feed(CHUNKED + "1\r\na\r\n0\r\n\r\n");
        assertThat(guarded.guard().rest()).isTrue();

        guarded.guard().expect(HttpMethod.GET, false);
        guarded.feed(CHUNKED + "2\r\nbc\r\n0\r\n\r\n");
        assertThat(guarded.guard().rest()).isTrue();
        assertThat(guarded.passed()).endsWith("2\r\nbc\r\n0\r\n\r\n");
    }

    @Test
    void bytesNobodyWaitsForCloseTheConnection() {
        Guarded guarded = waiting().feed(TWO);
        assertThat(guarded.guard().rest()).isTrue();
        assertThat(guarded.passed()).isEqualTo(TWO);

        guarded.feed("HTTP/1.1 408 Request Timeout\r\n\r\n");
        assertThat(guarded.passed()).isEmpty();
        assertThat(guarded.channel().isOpen()).isFalse();
        assertThat(guarded.guard().rest()).isFalse();
    }

    @Test
    void bytesBeforeTheFirstRequestCloseTheConnection() {
        ResponseGuard guard = new ResponseGuard();
        Guarded guarded = new Guarded(guard, new EmbeddedChannel(guard)).feed("SSH-2.0-x\r\n");

        assertThat(guarded.passed()).isEmpty();
        assertThat(guarded.channel().isOpen()).isFalse();
    }

    @Test
    void aBodyUntilTheEndOfTheConnectionTakesAll() {
        String bytes = "HTTP/1.1 200 OK\r\n\r\n" + TWO;
        Guarded guarded = waiting().feed(bytes, TWO);

        assertThat(guarded.passed()).isEqualTo(bytes + TWO);
        assertThat(guarded.guard().rest()).isFalse();
    }

    @Test
    void aTunnelPassesUnread() {
        String agreed = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";
        for (int at = 0; at <= agreed.length(); at++) {
            Guarded guarded = Guarded.waiting(HttpMethod.GET, true)
                    .feed(agreed.substring(0, at), agreed.substring(at) + "\u0081\u0001a", "\u0000\r\n");

            assertThat(guarded.passed()).isEqualTo(agreed + "\u0081\u0001a\u0000\r\n");
            assertThat(guarded.guard().rest()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na",
                CHUNKED + "1 \r\na\r\n",
                CHUNKED + "x\r\n",
                CHUNKED + "123456789\r\n",
                CHUNKED + "1\r\nab\r\n",
                CHUNKED + "1\na",
                CHUNKED + "0\r\nx y: 1\r\n\r\n"
            })
    void whatIsInvalidBreaksTheConnection(String bytes) {
        for (int at = 0; at <= bytes.length(); at++) {
            Guarded guarded = waiting();
            String before = bytes.substring(0, at);
            String rest = bytes.substring(at);

            assertThatThrownBy(() -> guarded.feed(before, rest)).isInstanceOf(InvalidResponse.class);
            guarded.feed(TWO);
            assertThat(bytes).startsWith(guarded.passed());
            assertThat(guarded.guard().rest()).isFalse();
        }
    }
}
