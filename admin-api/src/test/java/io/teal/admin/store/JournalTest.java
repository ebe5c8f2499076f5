package io.teal.admin.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final String LAST = "{\"revision\":3,\"reason\":\"größer\"}";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("revisions.log");
    }

    @Test
    void whatWasAppendedComesBackInOrder() throws Exception {
        // Given
        threeRecords();

        // When
        List<String> read = read();

        // Then
        assertThat(read).containsExactly("one", "two", LAST);
        assertThat(Files.readString(file)).matches("(?s)([0-9a-f]{8} \\d+ [^\\n]+\\n){3}");
    }

    @Test
    void aTailTornAtAnyByteLeavesTheEarlierRecordsAndRoomForTheNext() throws Exception {
        threeRecords();
        byte[] whole = Files.readAllBytes(file);
        int second = whole.length - Frame.encode(LAST.getBytes(UTF_8)).length;
        for (int length = second; length < whole.length; length++) {
            // Given
            Files.write(file, Arrays.copyOf(whole, length));

            // When
            List<String> read = read();

            // Then
            assertThat(read).as("cut at byte %d", length).containsExactly("one", "two");
            assertThat(Files.size(file)).isEqualTo(second);
            append("again");
            assertThat(read()).containsExactly("one", "two", "again");
        }
    }

    @Test
    void aFlippedBitInTheLastRecordIsNeverTakenForARecord() throws Exception {
        threeRecords();
        byte[] whole = Files.readAllBytes(file);
        int second = whole.length - Frame.encode(LAST.getBytes(UTF_8)).length;
        for (int bit = second * 8; bit < whole.length * 8; bit++) {
            // Given
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);

            // When
            List<String> read = read();

            // Then
            assertThat(read).as("bit %d", bit).containsExactly("one", "two");
        }
    }

    @Test
    void aFlippedBitBeforeTheLastRecordIsRefusedAndNothingIsLost() throws Exception {
        threeRecords();
        byte[] whole = Files.readAllBytes(file);
        int second = whole.length - Frame.encode(LAST.getBytes(UTF_8)).length;
        for (int bit = 0; bit < second * 8; bit++) {
            // Given
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);

            // When, Then
            assertThatThrownBy(this::read)
                    .as("bit %d", bit)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is damaged: the record at byte")
                    .hasMessageContaining("truncate -s");
            assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
        }
    }

    @Test
    void zerosBehindTheLastRecordAreCutOff() throws Exception {
        // Given
        threeRecords();
        Files.write(file, new byte[4096], StandardOpenOption.APPEND);

        // When
        List<String> read = read();

        // Then
        assertThat(read).hasSize(3);
    }

    @Test
    void theLastRecordCanBeTakenBack() throws Exception {
        // Given
        threeRecords();

        // When
        try (Journal journal = Journal.open(file, (content, start) -> {})) {
            long end = journal.end();
            journal.append("four".getBytes(UTF_8), true);
            journal.cut(end);
            journal.append("other".getBytes(UTF_8), true);
        }

        // Then
        assertThat(read()).containsExactly("one", "two", LAST, "other");
    }

    @Test
    void aFullDiskRefusesTheAppend() throws Exception {
        // Given
        Path full = Files.createSymbolicLink(directory.resolve("full.log"), Path.of("/dev/full"));

        // When, Then
        try (Journal journal = Journal.open(full, (content, start) -> {})) {
            assertThatThrownBy(() -> journal.append("x".getBytes(UTF_8), true))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("No space left");
        }
    }

    @Test
    void aFileThatWasMovedAwayRefusesAppendsUntilItIsBack() throws Exception {
        // Given
        threeRecords();
        Path elsewhere = directory.resolve("elsewhere");
        try (Journal journal = Journal.open(file, (content, start) -> {})) {
            Files.move(file, elsewhere);

            // When, Then
            assertThatThrownBy(() -> journal.append("lost".getBytes(UTF_8), true))
                    .isInstanceOf(StoreException.class);
            Files.copy(elsewhere, file);
            assertThatThrownBy(() -> journal.append("lost".getBytes(UTF_8), true))
                    .hasMessageContaining("another file is in its place");
            Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
            journal.append("four".getBytes(UTF_8), true);
        }
        assertThat(read()).containsExactly("one", "two", LAST, "four");
    }

    @Test
    void aFileCutBySomeoneElseRefusesAppends() throws Exception {
        // Given
        threeRecords();
        try (Journal journal = Journal.open(file, (content, start) -> {})) {
            Files.write(file, new byte[0]);

            // When, Then
            assertThatThrownBy(() -> journal.append("lost".getBytes(UTF_8), true))
                    .hasMessageContaining("was cut to 0 of");
        }
    }

    private void threeRecords() throws StoreException {
        append("one");
        append("two");
        append(LAST);
    }

    private void append(String record) throws StoreException {
        try (Journal journal = Journal.open(file, (content, start) -> {})) {
            journal.append(record.getBytes(UTF_8), true);
        }
    }

    private List<String> read() throws StoreException, IOException {
        List<String> records = new ArrayList<>();
        Journal.open(file, (content, start) -> {
                    String rest = new String(content, start, content.length - start, UTF_8);
                    records.add(rest.substring(0, rest.indexOf('\n')));
                })
                .close();
        return records;
    }
}
