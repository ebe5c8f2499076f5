package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.audit.Attempt;
import io.teal.admin.audit.Audit;
import io.teal.admin.store.RecordLog;
import io.teal.admin.store.RevisionRecords;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.gateway.routing.Revision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A long history costs neither the start nor whoever looks into it. */
class MillionRecordsSpeedIT {
    private static final Logger log = LoggerFactory.getLogger("io.teal.admin.figures");
    private static final int RECORDS = 1_000_000;
    private static final int PAGES = 20;

    @TempDir
    Path directory;

    @Test
    void aStartTakesLessThanTwoSecondsAndAPageLessThanFiftyMilliseconds(@TempDir Path empty) throws Exception {
        // Given: not the first start of this machine, which loads every class
        new AdminRig(empty, Routings.two()).close();
        writeRevisions();
        writeAudit();

        // When
        long began = System.nanoTime();
        AdminRig rig = new AdminRig(directory, Routings.two());
        Duration start = Duration.ofNanos(System.nanoTime() - began);

        // Then
        try {
            assertThat(rig.revisions().current().number()).isEqualTo(RECORDS);
            assertThat(start).isLessThan(Duration.ofSeconds(2));
            Duration revisions = median(rig, "/api/v1/revisions", "revisions");
            Duration audit = median(rig, "/api/v1/audit", "records");
            log.info(
                    "{} records each: start {} ms, page of revisions {} us, of the audit {} us",
                    RECORDS,
                    start.toMillis(),
                    revisions.toNanos() / 1_000,
                    audit.toNanos() / 1_000);
            assertThat(revisions).isLessThan(Duration.ofMillis(50));
            assertThat(audit).isLessThan(Duration.ofMillis(50));
        } finally {
            rig.close();
        }
    }

    /** Time of a page somewhere; the machine may have other work at a few of them. */
    private static Duration median(AdminRig rig, String path, String list) throws Exception {
        Random random = new Random(1);
        long[] nanos = new long[PAGES];
        for (int i = 0; i < PAGES; i++) {
            int before = 100 + random.nextInt(RECORDS - 100);
            long began = System.nanoTime();
            AdminRig.Reply reply = rig.get(path + "?before=" + before);
            nanos[i] = System.nanoTime() - began;
            assertThat(reply.json().get(list)).hasSize(50);
            assertThat(reply.json().get("next").asInt()).isEqualTo(before - 50);
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[PAGES / 2]);
    }

    private void writeRevisions() throws Exception {
        Revision one = Routings.revision(1, Routings.two(), "");
        String record = new String(RevisionRecords.write(one), StandardCharsets.UTF_8);
        String rest = record.substring(record.indexOf(','));
        try (RecordLog revisions = RecordLog.open(directory, "revisions")) {
            for (int n = 1; n <= RECORDS; n++) {
                revisions.appendUnforced(n, ("{\"revision\":" + n + rest).getBytes(StandardCharsets.UTF_8));
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSizeGreaterThan(10);
        }
    }

    private void writeAudit() throws Exception {
        Attempt attempt = new Attempt("ann", "admin", "192.0.2.7", "POST", "/api/v1/services/chat/switch");
        try (Audit audit = Audit.open(directory, InstantSource.system(), 0)) {
            for (int n = 1; n <= RECORDS; n++) {
                audit.end(n, 200, "", n);
            }
            assertThat(audit.begin(attempt)).isEqualTo(RECORDS + 1);
        }
    }
}
