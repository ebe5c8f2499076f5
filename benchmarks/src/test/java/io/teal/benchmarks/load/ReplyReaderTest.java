package io.teal.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
    @Test
    void readsChunksAndThenTheNextResponse() throws IOException {
        ReplyReader reader = reader("""
                HTTP/1.1 200 OK
                Content-Type: text/event-stream
                Transfer-Encoding: chunked

                3;x=y
                abc
                0a
                0123456789
                0
                Trailer: t

                HTTP/1.1 429 Too Many Requests
                Retry-After:  7
                Content-Length: 2
                Connection: Close

                no""".replace("\n", "\r\n"));

        Reply streamed = reader.read();
        Reply refused = reader.read();

        assertThat(streamed.status()).isEqualTo(200);
        assertThat(streamed.field("content-type")).isEqualTo("text/event-stream");
        assertThat(streamed.body()).isEqualTo("abc0123456789");
        assertThat(streamed.keepsConnection()).isTrue();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.field("retry-after")).isEqualTo("7");
        assertThat(refused.body()).isEqualTo("no");
        assertThat(refused.keepsConnection()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"
            })
    void whatEndsBeforeItsEndIsCut(String bytes) {
        assertThatThrownBy(() -> reader(bytes).read()).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nnothing\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"
            })
    void whatIsNotHttpIsAFailure(String bytes) {
        assertThatThrownBy(() -> reader(bytes).read())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class);
    }

    private static ReplyReader reader(String bytes) {
        return new ReplyReader(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)));
    }
}
