package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.question.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored answers as bytes: what is written is read, and what is damaged is refused or does no harm. */
class AnswerFormatTest {
    private static final long NOW = 1_893_456_000;
    private static final List<Shape> SHAPES = List.of(Shape.values());

    private static byte[] written(StoredAnswer answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.writeTo(new DataOutputStream(out));
        return out.toByteArray();
    }

    private static StoredAnswer read(byte[] bytes) throws IOException {
        return StoredAnswer.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static StoredAnswer some(Random random) {
        Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
        String event = "{\"id\": \"chat6b1f0c8e-2b53-4b52-9a41-7e1b6b0e4a1%d\", \"created\": 1731132010, \"choices\":"
                + " [{\"delta\": {\"content\": \"年假。\"}}]}";
        if (random.nextInt(4) == 0) {
            return StoredAnswer.ofWhole(shape, "application/json", Events.utf8(Json.quoted(event.formatted(1))));
        }
        List<byte[]> events = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            events.add(Events.utf8("data: " + event.formatted(random.nextInt(10)) + "\r\n\r\n"));
        }
        return StoredAnswer.ofEvents(shape, Events.TYPE, events);
    }

    /** Both must happen often, else nothing is shown. */
    private static void told(String end) {
        Statistics.collect(end);
        Statistics.coverage(seen -> {
            seen.check("refused").percentage(share -> share > 5);
            seen.check("read").percentage(share -> share > 5);
        });
    }

    private static void assertSame(StoredAnswer read, StoredAnswer answer) {
        assertThat(read.shape()).isEqualTo(answer.shape());
        assertThat(read.contentType()).isEqualTo(answer.contentType());
        assertThat(read.streamed()).isEqualTo(answer.streamed());
        assertThat(read.bytes()).isEqualTo(answer.bytes());
        assertThat(read.events()).isEqualTo(answer.events());
        for (int i = 0; i < answer.events(); i++) {
            assertThat(read.end(i)).isEqualTo(answer.end(i));
        }
        assertThat(read.weight()).isEqualTo(answer.weight());
        assertThat(read.text()).isEqualTo(answer.text());
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll Random random) throws IOException {
        StoredAnswer answer = some(random);
        byte[] written = written(answer);
        byte[] more = Arrays.copyOf(written, written.length + 1);
        more[written.length] = 42;
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(more));

        StoredAnswer read = StoredAnswer.readFrom(in);

        assertSame(read, answer);
        assertThat(in.read()).isEqualTo(42);
        assertThat(written(read)).isEqualTo(written);
        if (answer.length() > 0) {
            assertThat(Events.fresh(read, NOW)).isNotEqualTo(read.bytes());
        }
    }

    @Test
    void aLargeAnswerIsCompact() throws IOException {
        String[] data = new String[2000];
        Arrays.fill(data, "{\"id\": \"chat6b1f0c8e-2b53-4b52-9a41-7e1b6b0e4a10\", \"created\": 1731132010}");
        StoredAnswer answer = Events.answer(Shape.KB_CHAT, "\r\n", data);

        byte[] written = written(answer);

        assertThat(written.length - answer.length()).isLessThan(2000 * 6);
        assertSame(read(written), answer);
    }

    @Property(tries = 5)
    void whatIsCutAnywhereIsRefused(@ForAll Random random) throws IOException {
        byte[] written = written(some(random));
        for (int length = 0; length < written.length; length++) {
            byte[] cut = Arrays.copyOf(written, length);
            assertThatThrownBy(() -> read(cut)).as("%s bytes", length).isInstanceOf(IOException.class);
        }
    }

    @Property(tries = 30_000)
    void damageIsRefusedOrDoesNoHarm(@ForAll Random random) throws IOException {
        byte[] bytes = written(some(random));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                // The numbers stand at the end.
                case 2 -> bytes[Math.max(0, bytes.length - 1 - random.nextInt(40))] = (byte) random.nextInt(256);
                default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
            }
        }
        StoredAnswer read;
        try {
            read = read(bytes);
        } catch (IOException e) {
            told("refused");
            return;
        }
        told("read");
        assertThat(Events.fresh(read, NOW)).hasSize(read.length());
        assertThat(Events.fresh(read, -1)).hasSize(read.length());
        assertThat(Events.fresh(read.asStream().asWhole(), NOW)).isNotNull();
        assertThat(read.weight()).isPositive();
        assertThat(read.text()).isNotNull();
        for (int i = 0; i < read.events(); i++) {
            assertThat(read.end(i)).isBetween(1, read.length());
        }
    }

    @Property(tries = 30_000)
    void stampsAnywhereAreRefusedOrDoNoHarm(@ForAll Random random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {1, (byte) "kotm".charAt(random.nextInt(4)), 0, 0});
        int length = 2 + random.nextInt(60);
        bytes.write(length);
        for (int i = 0; i < length; i++) {
            bytes.write("0123456789abcdefABCDEF--\"\\x\n".charAt(random.nextInt(28)));
        }
        bytes.write(0);
        int stamps = random.nextInt(4);
        bytes.write(stamps);
        for (int i = 0; i < stamps; i++) {
            bytes.write(random.nextInt(12));
            bytes.write(random.nextInt(30));
        }
        StoredAnswer read;
        try {
            read = read(bytes.toByteArray());
        } catch (IOException e) {
            told("refused");
            return;
        }
        told("read");
        assertThat(Events.fresh(read, NOW)).hasSize(read.length());
        assertThat(read.asWhole().asStream()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // An unknown format, shape and kind.
                "02 6b 00 00 00 00 00",
                "01 78 00 00 00 00 00",
                "01 6b 02 00 00 00 00",
                // A negative number, and one that is too long.
                "01 6b 00 ff ff ff ff 7f 00 00 00",
                "01 6b 00 80 80 80 80 80 00 00 00 00",
                // A body beyond 64 MiB.
                "01 6b 00 00 81 80 80 20 00 00",
                // A line end in the content type.
                "01 6b 00 02 61 0a 00 00 00",
                // Events that are not the body: too few, too many, in no stream, an empty one.
                "01 6b 01 00 02 61 0a 01 01 00",
                "01 6b 01 00 02 61 0a 01 03 00",
                "01 6b 00 00 02 61 0a 01 02 00",
                "01 6b 01 00 02 61 0a 02 00 02 00",
                // Stamps beyond the body, at its edge, over each other, of no length, on what is no digit.
                "01 6b 00 00 03 61 31 62 00 01 04 05",
                "01 6b 00 00 03 61 31 62 00 01 01 08",
                "01 6b 00 00 03 61 31 62 00 02 01 05 00 05",
                "01 6b 00 00 03 61 31 62 00 01 01 02",
                "01 6b 00 00 03 61 7a 62 00 01 01 03"
            })
    void whatIsOddIsRefused(String hex) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).isNotInstanceOf(EOFException.class);
    }

    /** Answers every number with a huge one that is allowed, and the rest with nothing. */
    @Test
    void noMoreIsAllocatedThanIsThere() {
        byte[] header = {1, 'k', 0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x1f};
        Largest in = new Largest(header);

        assertThatThrownBy(() -> StoredAnswer.readFrom(in.input())).isInstanceOf(IOException.class);

        assertThat(in.largest).isBetween(1, 64 * 1024);
    }

    /** Notes the largest piece that was asked for. */
    private static final class Largest {
        private final ByteArrayInputStream bytes;
        private int largest;

        private Largest(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        private DataInput input() {
            return new DataInputStream(new java.io.InputStream() {
                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    largest = Math.max(largest, into.length);
                    return bytes.read(into, from, length);
                }
            });
        }
    }
}
