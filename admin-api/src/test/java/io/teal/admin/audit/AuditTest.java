package io.teal.admin.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.admin.audit.AuditRecord.Kind;
import io.teal.admin.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Attempt SWITCH =
            new Attempt("ops", "operator", "192.0.2.7", "POST", "/api/v1/services/chat/switch");

    @TempDir
    Path directory;

    private Audit open() throws StoreException {
        return Audit.open(directory, InstantSource.fixed(NOW), 0);
    }

    private Path file() {
        return directory.resolve("audit-00000000000000000001.log");
    }

    private void three() throws StoreException {
        try (Audit audit = open()) {
            long call = audit.begin(SWITCH);
            audit.end(call, 200, "", 2);
            audit.refused(new Attempt("", "", "192.0.2.8", "DELETE", "/api/v1/cache"), 401, "token-needed");
        }
    }

    @Test
    void whatWasTriedAndHowItEndedIsReadBackNewestFirst() throws Exception {
        // Given
        three();

        // When
        List<AuditRecord> page;
        try (Audit audit = open()) {
            page = audit.page(Long.MAX_VALUE, 10);
        }

        // Then
        assertThat(page).extracting(AuditRecord::number).containsExactly(3L, 2L, 1L);
        assertThat(page).extracting(AuditRecord::kind).containsExactly(Kind.REFUSED, Kind.ENDED, Kind.BEGUN);
        assertThat(page.getLast().attempt()).isEqualTo(SWITCH);
        assertThat(page.get(1).call()).isEqualTo(1);
        assertThat(page.get(1).revision()).isEqualTo(2);
        assertThat(page.getFirst().status()).isEqualTo(401);
        assertThat(AuditCheck.check(directory)).isEqualTo(new AuditCheck.Sound(1, 3, hash(page)));
    }

    private String hash(List<AuditRecord> page) {
        return Chain.hash(Chain.write(page.getFirst()));
    }

    /** Whoever changes a byte may also put the checksum of the line right. */
    @Test
    void everyChangedByteIsFoundAlsoUnderARightChecksum() throws Exception {
        three();
        byte[] whole = Files.readAllBytes(file());
        List<String> lines = Files.readAllLines(file());
        int start = 0;
        for (String line : lines) {
            int length = line.getBytes(UTF_8).length;
            for (int at = start; at <= start + length; at++) {
                // Given
                byte[] changed = whole.clone();
                changed[at] ^= 1;

                // When, Then
                assertFound(changed, at);
                putRight(changed, start, length);
                if (at < start + length && !Arrays.equals(changed, whole)) {
                    assertFound(changed, at);
                }
            }
            start += length + 1;
        }
        Files.write(file(), whole);
        assertThat(AuditCheck.check(directory).last()).isEqualTo(3);
    }

    private void assertFound(byte[] changed, int at) throws IOException {
        Files.write(file(), changed);
        assertThatThrownBy(() -> AuditCheck.check(directory)).as("byte %d", at).isInstanceOf(StoreException.class);
    }

    private static void putRight(byte[] file, int start, int length) {
        CRC32C sum = new CRC32C();
        sum.update(file, start + 9, length - 9);
        byte[] digits = String.format("%08x", sum.getValue()).getBytes(UTF_8);
        System.arraycopy(digits, 0, file, start, digits.length);
    }

    @Test
    void aRecordTakenOutOfTheMiddleIsFound() throws Exception {
        // Given
        three();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.remove(1);
        Files.write(file(), lines);

        // When, Then
        assertThatThrownBy(() -> AuditCheck.check(directory)).hasMessageContaining("record 3 stands behind record 1");
    }

    @Test
    void recordsTakenFromTheEndAreFoundByWhoKnowsTheEnd() throws Exception {
        // Given
        three();
        AuditCheck.Sound known = AuditCheck.check(directory);
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.removeLast();
        Files.write(file(), lines);

        // When, Then
        assertThat(AuditCheck.check(directory).last()).isEqualTo(2);
        assertThatThrownBy(() -> AuditCheck.check(directory, known.last(), known.hash()))
                .hasMessageContaining("its end was taken off");
    }

    @Test
    void recordsBeforeTheFirstThatWereNotGivenUpAreMissed() throws Exception {
        // Given
        three();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.removeFirst();
        Files.write(directory.resolve("audit-00000000000000000002.log"), lines);
        Files.delete(file());

        // When, Then
        assertThatThrownBy(() -> AuditCheck.check(directory)).hasMessageContaining("begins with record 2");
    }

    @Test
    void theChainGoesOnAfterACrashInTheMiddleOfARecord() throws Exception {
        // Given
        three();
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 20));

        // When
        three();

        // Then
        assertThat(AuditCheck.check(directory).last()).isEqualTo(5);
    }

    @Test
    void manyAtOnceGetARecordEachInOneChain() throws Exception {
        // Given
        int threads = 16;
        int each = 50;
        List<Future<?>> calls = new ArrayList<>();
        try (Audit audit = open();
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < threads; thread++) {
                calls.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        audit.end(audit.begin(SWITCH), 200, "", 0);
                    }
                    return null;
                }));
            }
            for (Future<?> call : calls) {
                Object unused = call.get();
            }
        }

        // When, Then
        assertThat(AuditCheck.check(directory).last()).isEqualTo(2L * threads * each);
    }

    @Test
    void aFloodOfRefusalsIsCountedRatherThanWritten() throws Exception {
        // Given
        MutableClock clock = new MutableClock();
        Attempt attempt = new Attempt("", "", "192.0.2.8", "GET", "/api/v1/routing");
        try (Audit audit = Audit.open(directory, clock, 0)) {
            // When
            for (int i = 0; i < 1_000; i++) {
                audit.refused(attempt, 401, "token-needed");
            }
            assertThat(audit.last()).isEqualTo(Floods.TOLD);
            clock.now = NOW.plusSeconds(61);
            org.awaitility.Awaitility.await().until(() -> audit.last() == Floods.TOLD + 1);

            // Then
            assertThat(audit.page(Long.MAX_VALUE, 1).getFirst().times()).isEqualTo(1_000L - Floods.TOLD);
        }
    }

    @Test
    void hostileTextStaysInItsMember() throws Exception {
        // Given
        String hostile = "/x\"}\n{\"number\":7,\"\u0000\u2028,\"hash\":\"";
        try (Audit audit = open()) {
            long unused = audit.begin(new Attempt(hostile, "viewer", "::1", "GET", hostile));

            // When, Then
            assertThat(audit.page(2, 1).getFirst().attempt().target()).isEqualTo(hostile);
        }
        assertThat(AuditCheck.check(directory).last()).isEqualTo(1);
        assertThat(Files.readAllLines(file())).hasSize(1);
    }

    @Test
    void aFullDiskRefusesTheBeginning() throws Exception {
        // Given
        Path unused = Files.createSymbolicLink(file(), Path.of("/dev/full"));
        try (Audit audit = open()) {
            // When, Then
            assertThatThrownBy(() -> audit.begin(SWITCH)).isInstanceOf(StoreException.class);
            assertThat(audit.broken()).isTrue();
            assertThat(audit.last()).isZero();
        }
    }

    @Test
    void whatStandsTornAtTheEndIsNoRecordForWhoReads() throws Exception {
        three();
        byte[] whole = Files.readAllBytes(file());
        int third = whole.length - 1 - Files.readAllLines(file()).getLast().getBytes(UTF_8).length;
        for (int length = third; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThat(AuditCheck.check(directory).last())
                    .as("%d bytes", length)
                    .isEqualTo(2);
        }
    }

    private static final class MutableClock implements InstantSource {
        private volatile Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }
    }
}
