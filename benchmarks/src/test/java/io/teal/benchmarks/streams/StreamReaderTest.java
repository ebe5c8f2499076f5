package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream as it may come through a proxy, cut and framed anew anywhere, and what is wrong with others. */
class StreamReaderTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final long SENT = 1_234_567_890_123L;

    private final List<Long> arrivals = new ArrayList<>();
    private final EventLines lines = new EventLines(3, arrivals::add);
    private final StreamReader reader = new StreamReader(lines);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 10_000})
    void readsPiecesOfAnyLength(int length) {
        ByteBuf whole = Unpooled.buffer().writeBytes(ascii(HEAD));
        for (int i = 0; i < 3; i++) {
            StreamEvent.write(whole, i, SENT + i);
        }
        StreamEvent.writeLast(whole);

        while (whole.isReadable()) {
            reader.read(whole.readSlice(Math.min(length, whole.readableBytes())));
        }

        assertThat(reader.fault()).isNull();
        assertThat(reader.isWhole()).isTrue();
        assertThat(arrivals).containsExactly(SENT, SENT + 1, SENT + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64, 200, 511})
    void readsEventsThatWereFramedAnew(int length) {
        String body = event(0) + ": ping\n\n" + event(1) + event(2) + "data: [DONE]\n\n";
        StringBuilder framed = new StringBuilder(HEAD);
        for (int from = 0; from < body.length(); from += length) {
            String part = body.substring(from, Math.min(body.length(), from + length));
            framed.append(Integer.toHexString(part.length()))
                    .append(";x=y\r\n")
                    .append(part)
                    .append("\r\n");
        }

        read(framed + "0\r\nTrailer: x\r\n\r\n");

        assertThat(reader.fault()).isNull();
        assertThat(reader.isWhole()).isTrue();
        assertThat(arrivals).hasSize(3);
        assertThat(lines.comments()).isEqualTo(1);
    }

    @Test
    void isOpenAfterTheHead() {
        read(HEAD.substring(0, HEAD.length() - 1));
        assertThat(reader.isOpen()).isFalse();

        read("\n");
        assertThat(reader.isOpen()).isTrue();
        assertThat(reader.isWhole()).isFalse();
    }

    @Test
    void eventsAreAbout150BytesOfJsonInOneLine() {
        assertThat(event(0)).hasSizeBetween(140, 200).startsWith("data: {\"").endsWith("\"}}]}\n\n");
        assertThat(StreamEvent.chunkLength()).isEqualTo(event(0).length() + "a0\r\n\r\n".length());
    }

    @Test
    void tellsWhatIsWrongWithEvents() {
        assertThat(faultOf(event(1))).isEqualTo("an event out of turn");
        assertThat(faultOf(event(0) + event(0))).isEqualTo("an event out of turn");
        assertThat(faultOf(event(0) + event(2))).isEqualTo("an event out of turn");
        assertThat(faultOf(event(0).replace("word", "werd")))
                .startsWith("not an event of the backend's: {\"id\":\"chatcmpl-0d0c\"");
        assertThat(faultOf(event(0).replace("word", "words")))
                .startsWith("not an event of the backend's: {\"id\":\"chatcmpl-0d0c\"");
        assertThat(faultOf(event(0).replace("\n\n", "\n") + event(1))).isEqualTo("an event of more than its data");
        assertThat(faultOf("event: x\n" + event(0))).isEqualTo("an event of more than its data");
        assertThat(faultOf(event(0) + "data: [DONE]\n\n")).isEqualTo("the last event too early");
        assertThat(faultOf(event(0) + event(1) + event(2) + "data: [DONE]\n\n" + event(3)))
                .isEqualTo("an event after the last");
        assertThat(faultOf(event(0) + event(1) + event(2) + event(3) + "data: [DONE]\n\n"))
                .isEqualTo("the last event too early");
        assertThat(faultOf("x".repeat(10_000))).isEqualTo("a line too long");
    }

    @Test
    void tellsWhatIsWrongWithAnswers() {
        String good = event(0) + event(1) + event(2) + "data: [DONE]\n\n";
        assertThat(faultOfAnswer("HTTP/1.1 502 Bad Gateway\r\n")).isEqualTo("answered HTTP/1.1 502 Bad Gateway");
        assertThat(faultOfAnswer(HEAD.replace("event-stream", "html"))).isEqualTo("not answered with events");
        assertThat(faultOfAnswer(HEAD.replace("chunked", "gzip"))).isEqualTo("not answered in chunks");
        assertThat(faultOfAnswer(HEAD + "zz\r\n")).isEqualTo("a chunk without a size");
        assertThat(faultOfAnswer(HEAD + "3z\r\n")).isEqualTo("a wrong size of a chunk");
        assertThat(faultOfAnswer(HEAD + "123456789\r\n")).isEqualTo("a wrong size of a chunk");
        assertThat(faultOfAnswer(HEAD + "3\r\n: ping\r\n")).isEqualTo("no line break after a chunk");
        assertThat(faultOfAnswer(HEAD + chunk(event(0)) + "0\r\n\r\n")).isEqualTo("ended early");
        assertThat(faultOfAnswer(HEAD + chunk(good.substring(0, good.length() - 1)) + "0\r\n\r\n"))
                .isEqualTo("ended early");
        assertThat(faultOfAnswer(HEAD + chunk(good) + "0\r\n\r\nH")).isEqualTo("bytes after the end");
        assertThat(faultOfAnswer("x".repeat(10_000))).isEqualTo("a line of the head too long");
    }

    @Test
    void looksNoFurtherThanTheFirstFault() {
        read(HEAD + chunk(event(0) + event(2) + event(1)));

        assertThat(arrivals).hasSize(1);
        assertThat(reader.isOpen()).isFalse();
        assertThat(reader.isWhole()).isFalse();
    }

    private static String faultOf(String body) {
        return faultOfAnswer(HEAD + chunk(body));
    }

    private static String faultOfAnswer(String answer) {
        StreamReader reader = new StreamReader(new EventLines(3, sentAt -> {}));
        reader.read(Unpooled.wrappedBuffer(ascii(answer)));
        return String.valueOf(reader.fault());
    }

    private void read(String text) {
        reader.read(Unpooled.wrappedBuffer(ascii(text)));
    }

    private static String event(int number) {
        ByteBuf chunk = Unpooled.buffer();
        StreamEvent.write(chunk, number, SENT + number);
        String text = chunk.toString(StandardCharsets.US_ASCII);
        return text.substring(text.indexOf('\n') + 1, text.length() - 2);
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
