package io.teal.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
    private static final Duration KEPT = Duration.ofMinutes(61);

    private static byte[] encode(Entry entry) {
        return Objects.requireNonNull(EntryCodec.encode(entry, KEPT));
    }

    private static void assertSame(Entry decoded, Entry entry) {
        assertThat(decoded.storedAt()).isEqualTo(entry.storedAt());
        assertThat(decoded.computeMillis()).isEqualTo(entry.computeMillis());
        assertThat(decoded.tag()).isEqualTo(entry.tag());
        assertThat(decoded.answer().bytes()).isEqualTo(entry.answer().bytes());
        assertThat(decoded.answer().contentType()).isEqualTo(entry.answer().contentType());
        assertThat(decoded.answer().shape()).isEqualTo(entry.answer().shape());
        assertThat(decoded.answer().streamed()).isEqualTo(entry.answer().streamed());
        assertThat(decoded.answer().events()).isEqualTo(entry.answer().events());
        assertThat(decoded.answer().text()).isEqualTo(entry.answer().text());
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        List<Entry> entries = List.of(
                Entries.entry("年假怎么申请", "在 OA 提交。"),
                Entries.entry(new Tag("", "", "", "", "", true), ""),
                Entries.entry("x".repeat(70_000), "短"),
                Entries.entry("long", Entries.noise(200_000, 1)),
                Entries.stream("stream", 1000));

        for (Entry entry : entries) {
            EntryCodec.Decoded decoded = EntryCodec.decode(encode(entry));

            assertSame(decoded.entry(), entry);
            assertThat(decoded.kept()).isEqualTo(KEPT);
        }
    }

    @Test
    void streamsGetShort() {
        Entry entry = Entries.stream("stream", 1000);

        byte[] value = encode(entry);

        assertThat(value.length).isLessThan(entry.answer().length() / 5);
        assertThat(EntryCodec.work(value)).isGreaterThan(entry.answer().length());
    }

    @Test
    void noDamagedByteGoesUnseen() {
        for (Entry entry : List.of(Entries.entry("short", "在 OA 提交。"), Entries.stream("stream", 60))) {
            byte[] value = encode(entry);
            for (int i = 0; i < value.length; i++) {
                byte[] damaged = value.clone();
                damaged[i] ^= 0x10;
                assertThatThrownBy(() -> EntryCodec.decode(damaged)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void noCutGoesUnseen() {
        byte[] value = encode(Entries.stream("stream", 60));

        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> EntryCodec.decode(cut)).isInstanceOf(IOException.class);
            assertThat(EntryCodec.work(cut)).isNotNegative();
        }
    }

    @Test
    void anotherVersionIsNotRead() {
        byte[] value = encode(Entries.entry("short", "在 OA 提交。"));
        value[0]++;

        assertThatThrownBy(() -> EntryCodec.decode(value))
                .isInstanceOf(IOException.class)
                .hasMessage("version 2");
    }

    @Test
    void aLengthThatCannotBeIsNotAllocated() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, EntryCodec.LONGEST + 1, EntryCodec.LONGEST}) {
            byte[] value = encode(Entries.stream("stream", 60));
            byte[] lying = signed(ByteBuffer.wrap(value).putInt(6, length).array());

            assertThatThrownBy(() -> EntryCodec.decode(lying))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a length of " + length);
        }
    }

    @Test
    void moreThanTheLengthSaysIsAnError() {
        byte[] value = encode(Entries.stream("stream", 60));
        int length = ByteBuffer.wrap(value).getInt(6);

        byte[] less =
                signed(ByteBuffer.wrap(value.clone()).putInt(6, length - 1).array());
        byte[] more =
                signed(ByteBuffer.wrap(value.clone()).putInt(6, length + 1).array());

        assertThatThrownBy(() -> EntryCodec.decode(less)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> EntryCodec.decode(more)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsTooLongIsNotWritten() {
        Entry entry = Entries.entry("huge", "a".repeat(EntryCodec.LONGEST - (1 << 20)));

        assertThat(EntryCodec.encode(entry, KEPT)).isNull();
    }

    /** With the checksum that belongs to it, as no accident would have it. */
    private static byte[] signed(byte[] value) {
        CRC32C sum = new CRC32C();
        sum.update(value, 6, value.length - 6);
        sum.update(value, 0, 2);
        return ByteBuffer.wrap(value).putInt(2, (int) sum.getValue()).array();
    }
}
