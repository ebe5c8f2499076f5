package io.teal.gateway.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.teal.gateway.origin.ResponseReader.Found;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a response, whole and in pieces, where its end is seen, and that nothing is read beyond it. */
class ResponseReaderTest {
    private static final String INTERIM = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String TWO = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** A response with an end, as it is sent and as it is read: heads, body, end, trailers. */
    private record Response(HttpMethod method, String bytes, String read) {}

    static Stream<Response> responses() {
        String noLength = "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n";
        String head = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n";
        return Stream.of(
                new Response(HttpMethod.GET, TWO, "200|ok|end"),
                new Response(HttpMethod.GET, "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok", "200|ok|end"),
                new Response(HttpMethod.POST, "HTTP/1.1 500 Oh no\r\ncontent-length: 0\r\n\r\n", "500||end"),
                new Response(HttpMethod.GET, "HTTP/1.1 204 No Content\r\n\r\n", "204||end"),
                new Response(HttpMethod.GET, noLength, "304||end"),
                new Response(HttpMethod.GET, "HTTP/1.1 304\r\ntransfer-encoding: chunked\r\n\r\n", "304||end"),
                new Response(HttpMethod.HEAD, head, "200||end"),
                new Response(HttpMethod.HEAD, CHUNKED, "200||end"),
                new Response(HttpMethod.HEAD, "HTTP/1.1 200 OK\r\n\r\n", "200||end"),
                new Response(HttpMethod.HEAD, INTERIM + head, "100 103 200||end"),
                new Response(HttpMethod.GET, INTERIM + TWO, "100 103 200|ok|end"),
                new Response(HttpMethod.GET, INTERIM + CHUNKED + "0\r\n\r\n", "100 103 200||end"),
                new Response(
                        HttpMethod.GET,
                        CHUNKED + "5\r\nhello\r\n0A\r\n0\r\n\r\n12345\r\n0\r\n\r\n",
                        "200|hello0\r\n\r\n12345|end"),
                new Response(
                        HttpMethod.GET,
                        CHUNKED + "1\r\na\r\n000\r\nx-sum: 1\r\ncontent-length: 2\r\n\r\n",
                        "200|a|end x-sum=1 content-length=2"),
                new Response(HttpMethod.GET, CHUNKED + "2;name=value\r\nok\r\n0;\"x\"\r\n\r\n", "200|ok|end"));
    }

    /** A connection on which an answer is waited for. */
    private static final class Connection {
        private final ResponseReader reader = new ResponseReader(new FieldNames());
        private final ByteBuf input = Unpooled.buffer();
        private final List<String> heads = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();
        private final List<String> ends = new ArrayList<>();
        private Found last = Found.NOTHING;

        static Connection waiting(HttpMethod method, boolean upgrade) {
            Connection connection = new Connection();
            connection.reader.expect(method, upgrade);
            return connection;
        }

        @CanIgnoreReturnValue
        Connection feed(String... parts) throws InvalidResponse {
            for (String part : parts) {
                input.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1));
                for (Found found = reader.next(input); found != Found.NOTHING; found = reader.next(input)) {
                    last = found;
                    take(found);
                }
            }
            return this;
        }

        private void take(Found found) {
            switch (found) {
                case INTERIM, HEAD -> heads.add(Integer.toString(reader.head().status()));
                case DATA -> body.append(input.readCharSequence(reader.length(), StandardCharsets.ISO_8859_1));
                case END -> ends.add("end" + text(reader.trailers()));
                case SURPLUS, UNASKED -> input.clear();
                case NOTHING -> throw new AssertionError("nothing is no thing");
            }
        }

        private static String text(MultiMap trailers) {
            StringBuilder text = new StringBuilder();
            if (trailers != null) {
                trailers.forEach((name, value) ->
                        text.append(' ').append(name).append('=').append(value));
            }
            return text.toString();
        }

        String read() {
            return String.join(" ", heads) + "|" + body + "|" + String.join(" ", ends);
        }
    }

    private static Connection waiting() {
        return Connection.waiting(HttpMethod.GET, false);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void readsTheSameHoweverTheResponseIsSplit(Response response) throws InvalidResponse {
        String bytes = response.bytes();
        for (int at = 0; at <= bytes.length(); at++) {
            Connection connection = Connection.waiting(response.method(), false);
            connection.feed(bytes.substring(0, at));
            assertThat(connection.reader.heard()).isEqualTo(at > 0);
            connection.feed(bytes.substring(at));

            assertThat(connection.read()).as("split at %d", at).isEqualTo(response.read());
            assertThat(connection.reader.rest()).as("split at %d", at).isTrue();
        }
        Connection connection = Connection.waiting(response.method(), false).feed(bytes.split(""));
        assertThat(connection.read()).isEqualTo(response.read());
        assertThat(connection.reader.rest()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("responses")
    void isNotReusableBeforeTheEnd(Response response) throws InvalidResponse {
        String bytes = response.bytes();
        for (int at = 0; at < bytes.length(); at++) {
            Connection connection = Connection.waiting(response.method(), false).feed(bytes.substring(0, at));

            assertThat(connection.reader.rest()).as("cut at %d", at).isFalse();
            assertThat(connection.ends).as("cut at %d", at).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void dropsWhatComesAfterTheEnd(Response response) throws InvalidResponse {
        for (String surplus : new String[] {"x", "\r\n", "HTTP/1.1 200 OK\r\nx-a: ", TWO}) {
            String bytes = response.bytes() + surplus;
            for (int at = 0; at <= bytes.length(); at++) {
                Connection connection =
                        Connection.waiting(response.method(), false).feed(bytes.substring(0, at), bytes.substring(at));

                assertThat(connection.read()).as("split at %d", at).isEqualTo(response.read());
                assertThat(connection.reader.rest()).as("split at %d", at).isFalse();
            }
        }
    }

    @Test
    void readsAHeadAsItStands() throws InvalidResponse {
        Connection connection = waiting()
                .feed(
                        "HTTP/1.0 418 I'm a teapot\r\nX-Tea:  green \t\r\nx-tea:\r\nServer: \u00e4\r\ncontent-length: 0\r\n\r\n");
        ResponseHead head = connection.reader.head();

        assertThat(head.status()).isEqualTo(418);
        assertThat(head.reason()).isEqualTo("I'm a teapot");
        assertThat(head.version()).isEqualTo(HttpVersion.HTTP_1_0);
        assertThat(head.headers().getAll("x-tea")).containsExactly("green", "");
        assertThat(head.headers().get("SERVER")).isEqualTo("\u00e4");
        assertThat(head.headers().names()).contains("X-Tea", "Server");
    }

    @Test
    void answersOneRequestAfterTheOther() throws InvalidResponse {
        Connection connection =
                Connection.waiting(HttpMethod.HEAD, false).feed("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n");
        assertThat(connection.reader.rest()).isTrue();

        connection.reader.expect(HttpMethod.GET, false);
        assertThat(connection.reader.heard()).isFalse();
        connection.feed(CHUNKED + "1\r\na\r\n0\r\n\r\n");
        assertThat(connection.reader.rest()).isTrue();

        connection.reader.expect(HttpMethod.GET, false);
        connection.feed(CHUNKED + "2\r\nbc\r\n0\r\n\r\n");
        assertThat(connection.reader.rest()).isTrue();
        assertThat(connection.read()).isEqualTo("200 200 200|abc|end end end");
    }

    @Test
    void bytesNobodyWaitsForAreNoAnswer() throws InvalidResponse {
        Connection connection = waiting().feed(TWO);
        assertThat(connection.reader.rest()).isTrue();
        assertThat(connection.read()).isEqualTo("200|ok|end");

        connection.feed("HTTP/1.1 408 Request Timeout\r\n\r\n");
        assertThat(connection.last).isEqualTo(Found.UNASKED);
        assertThat(connection.reader.rest()).isFalse();
    }

    @Test
    void bytesBeforeTheFirstRequestAreNoAnswer() throws InvalidResponse {
        assertThat(new Connection().feed("SSH-2.0-x\r\n").last).isEqualTo(Found.UNASKED);
    }

    @Test
    void aBodyUntilTheEndOfTheConnectionTakesAll() throws InvalidResponse {
        Connection connection = waiting().feed("HTTP/1.1 200 OK\r\n\r\n" + TWO, TWO);

        assertThat(connection.read()).isEqualTo("200|" + TWO + TWO + "|");
        assertThat(connection.reader.untilClose()).isTrue();
        assertThat(connection.reader.rest()).isFalse();
    }

    @Test
    void aTunnelPassesUnread() throws InvalidResponse {
        String agreed = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";
        for (int at = 0; at <= agreed.length(); at++) {
            Connection connection = Connection.waiting(HttpMethod.GET, true)
                    .feed(agreed.substring(0, at), agreed.substring(at) + "\u0081\u0001a", "\u0000\r\n");

            assertThat(connection.read()).isEqualTo("101|\u0081\u0001a\u0000\r\n|");
            assertThat(connection.reader.tunnel()).isTrue();
            assertThat(connection.reader.rest()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\na",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nx : 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nx: 1\r\n 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nx: \u0000\r\n\r\n",
                "HTTP/1.1 200 OK\nx: 1\n\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                CHUNKED + "1 \r\na\r\n",
                CHUNKED + "x\r\n",
                CHUNKED + "123456789\r\n",
                CHUNKED + "1\r\nab\r\n",
                CHUNKED + "1\na",
                CHUNKED + "0\r\nx y: 1\r\n\r\n",
                CHUNKED + "0\r\n\n",
                CHUNKED + "0\r\nx: 1\n\n"
            })
    void whatIsInvalidBreaksTheConnection(String bytes) throws InvalidResponse {
        for (int at = 0; at <= bytes.length(); at++) {
            Connection connection = waiting();
            String before = bytes.substring(0, at);
            String rest = bytes.substring(at);

            assertThatThrownBy(() -> connection.feed(before, rest)).isInstanceOf(InvalidResponse.class);
            connection.feed(TWO);
            assertThat(connection.last).isEqualTo(Found.UNASKED);
            assertThat(connection.ends).isEmpty();
            assertThat(connection.reader.rest()).isFalse();
        }
    }
}
