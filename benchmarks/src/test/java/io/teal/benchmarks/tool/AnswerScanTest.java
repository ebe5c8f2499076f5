package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScanTest {
    private static final String TWO = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nx-cache: HIT\r\n\r\nabc"
            + "HTTP/1.1 503 No\r\nX-Cache: MISS\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na\r\nbc\r\n1A\r\n"
            + "x".repeat(26) + "\r\n0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void readsAnswersInPiecesOfAnyLength(int piece) throws IOException {
        AnswerScan reader = new AnswerScan(pieces(TWO, piece), "X-Cache: HIT");

        reader.read();
        assertThat(reader.status()).isEqualTo(200);
        assertThat(reader.length()).isEqualTo(3);
        assertThat(reader.matches()).isTrue();

        reader.read();
        assertThat(reader.status()).isEqualTo(503);
        assertThat(reader.length()).isEqualTo(31);
        assertThat(reader.matches()).isFalse();
    }

    @Test
    void readsWhatIsLongerThanItsBuffer() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\ncontent-length: 262144\r\n\r\n" + "y".repeat(262_144);
        AnswerScan reader = new AnswerScan(pieces(answer + answer, 50_000), "");

        reader.read();
        reader.read();

        assertThat(reader.length()).isEqualTo(262_144);
        assertThat(reader.matches()).isTrue();
    }

    @Test
    void whatIsCutIsNoAnswer() {
        for (int length = 0; length < TWO.indexOf("abc") + 3; length++) {
            AnswerScan reader = new AnswerScan(pieces(TWO.substring(0, length), 1000), "");
            assertThatIOException().as("%s", length).isThrownBy(reader::read).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nserver: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\n"
            })
    void whatIsNoHttpIsSaid(String answer) {
        AnswerScan reader = new AnswerScan(pieces(answer, 1000), "");

        assertThatIOException().isThrownBy(reader::read).isNotInstanceOf(EOFException.class);
    }

    private static InputStream pieces(String text, int length) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
            @Override
            public synchronized int read(byte[] bytes, int from, int most) {
                return super.read(bytes, from, Math.min(most, length));
            }
        };
    }
}
