package io.teal.admin.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLogTest {
    private static final int SMALL = 200;

    @TempDir
    Path directory;

    private RecordLog open() throws StoreException {
        return RecordLog.open(directory, "log", SMALL);
    }

    private static byte[] record(long number) {
        return ("{\"n\":" + number + ",\"text\":\"" + "x".repeat((int) (number % 40)) + "\"}").getBytes(UTF_8);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    /** Appends, cuts, drops, crashes and reopens at random, beside a set of numbers that does the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itHoldsWhatWasPutInWhateverHappens(long seed) throws Exception {
        Random random = new Random(seed);
        NavigableSet<Long> expected = new TreeSet<>();
        RecordLog log = open();
        int mostFiles = 0;
        for (int step = 0; step < 400; step++) {
            long last = log.last();
            switch (random.nextInt(8)) {
                case 0 -> {
                    long back = Math.max(0, last - random.nextInt(12));
                    log.cutBack(back);
                    expected.tailSet(back, false).clear();
                }
                case 1 -> {
                    long first = log.drop(Math.max(0, last - random.nextInt(20)));
                    expected.headSet(first).clear();
                }
                case 2 -> {
                    log.close();
                    tear(random);
                    log = open();
                }
                default -> {
                    long next = last + 1 + random.nextInt(3);
                    log.append(next, record(next));
                    expected.add(next);
                }
            }
            assertHolds(log, expected, random);
            mostFiles = Math.max(mostFiles, files().size());
        }
        assertThat(mostFiles).isGreaterThan(2);
        log.close();
    }

    /** A crash in the middle of an append. */
    private void tear(Random random) throws IOException {
        byte[] frame = Frame.encode(record(1_000_000));
        Path newest = files().getLast();
        byte[] torn = new byte[random.nextInt(frame.length)];
        System.arraycopy(frame, 0, torn, 0, torn.length);
        Files.write(newest, torn, java.nio.file.StandardOpenOption.APPEND);
    }

    private static void assertHolds(RecordLog log, NavigableSet<Long> expected, Random random) throws StoreException {
        assertThat(log.last()).isEqualTo(expected.isEmpty() ? 0 : expected.last());
        long number = random.nextLong(log.last() + 2);
        byte[] found = log.read(number);
        assertThat(found).isEqualTo(expected.contains(number) ? record(number) : null);
        long before = random.nextLong(log.last() + 3);
        List<String> page = log.page(before, 7).stream()
                .map(payload -> new String(payload, UTF_8))
                .toList();
        assertThat(page)
                .isEqualTo(expected.headSet(before).reversed().stream()
                        .limit(7)
                        .map(one -> new String(record(one), UTF_8))
                        .toList());
    }

    @Test
    void damageInAnOlderSegmentIsToldWhenItIsReadAndHarmsNothingElse() throws Exception {
        // Given
        try (RecordLog log = open()) {
            for (long n = 1; n <= 40; n++) {
                log.append(n, record(n));
            }
        }
        Path oldest = files().getFirst();
        byte[] content = Files.readAllBytes(oldest);
        content[30] ^= 1;
        Files.write(oldest, content);

        // When, Then
        try (RecordLog log = open()) {
            assertThatThrownBy(() -> log.read(1))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(oldest.toString())
                    .hasMessageContaining("is damaged");
            assertThat(log.read(40)).isEqualTo(record(40));
            log.append(41, record(41));
            assertThat(log.last()).isEqualTo(41);
        }
    }

    @Test
    void numbersOnlyGrow() throws Exception {
        try (RecordLog log = open()) {
            log.append(7, record(7));
            assertThatThrownBy(() -> log.append(7, record(7))).isInstanceOf(IllegalArgumentException.class);
            assertThat(log.first()).isEqualTo(7);
        }
    }
}
