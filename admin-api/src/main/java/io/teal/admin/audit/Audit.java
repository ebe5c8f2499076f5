package io.teal.admin.audit;

import io.teal.admin.audit.AuditRecord.Kind;
import io.teal.admin.store.RecordLog;
import io.teal.admin.store.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit of one gateway, in the files {@code audit-NUMBER.log} of the store's directory. Any thread; calls may block for the disk.
 *
 * <p>What changes something is told twice: before it is done, and that is on disk before it is done, and how it ended. Ends and
 * refusals are on disk within a second.
 */
public final class Audit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final String NAME = "audit";
    private static final Attempt NOTHING = new Attempt("", "", "", "", "");
    private static final long LAZY_MILLIS = 500;

    private final RecordLog log;
    private final InstantSource clock;
    private final long keep;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("teal-audit").factory());

    /** Guards the order of the records, and so the chain. */
    private final ReentrantLock order = new ReentrantLock();

    /** Held while the disk is waited for: who comes meanwhile is served together. */
    private final ReentrantLock forcing = new ReentrantLock();

    private final Floods floods = new Floods();
    private String hash = Chain.BEGINNING;
    private volatile long last;
    private volatile long forced;
    private volatile boolean broken;

    private Audit(RecordLog log, InstantSource clock, long keep) {
        this.log = log;
        this.clock = clock;
        this.keep = keep;
    }

    /**
     * Opens or begins the audit in a directory that this process has claimed. Blocks.
     *
     * @param keep how many records are kept at least, older ones may be given up; 0 keeps all
     * @throws StoreException when the files cannot be read or written
     */
    public static Audit open(Path directory, InstantSource clock, long keep) throws StoreException {
        RecordLog log = RecordLog.open(directory, NAME);
        Audit audit = new Audit(log, clock, keep);
        byte[] newest = log.read(log.last());
        if (newest != null) {
            audit.hash = Chain.hash(newest);
        }
        audit.last = log.last();
        audit.forced = log.last();
        var unused = audit.timer.scheduleWithFixedDelay(audit::lazily, LAZY_MILLIS, LAZY_MILLIS, TimeUnit.MILLISECONDS);
        return audit;
    }

    /**
     * Somebody is about to change something. What it is must not be done before this returns, and not at all when it throws.
     *
     * @return to be given to {@link #end}
     * @throws StoreException when the record cannot be written
     */
    public long begin(Attempt attempt) throws StoreException {
        long number = append(Kind.BEGUN, 0, attempt, 0, "", "", 0, 1);
        force(number);
        return number;
    }

    /**
     * How it ended.
     *
     * @param call what {@link #begin} returned
     * @param status of the answer
     * @param problem type of the problem that was answered, empty for none
     * @param revision that was in effect then; 0 where none has to do with it
     */
    public void end(long call, int status, String problem, long revision) {
        write(Kind.ENDED, call, NOTHING, status, problem, "", revision, 1);
    }

    /** Somebody was refused, and nothing was done. */
    public void refused(Attempt attempt, int status, String problem) {
        order.lock();
        try {
            if (floods.told(attempt, clock.instant())) {
                write(Kind.REFUSED, 0, attempt, status, problem, "", 0, 1);
            }
        } finally {
            order.unlock();
        }
    }

    /** Whether the last record that was to be written could not be. */
    public boolean broken() {
        return broken;
    }

    /** Number of the newest record; 0 when there is none. */
    public long last() {
        return last;
    }

    /**
     * Records below a number, the newest first.
     *
     * @param limit how many at most
     * @throws StoreException when they cannot be read
     */
    public List<AuditRecord> page(long before, int limit) throws StoreException {
        List<AuditRecord> page = new ArrayList<>();
        for (byte[] payload : log.page(before, limit)) {
            page.add(Chain.read("a record of the audit before " + before, payload)
                    .record());
        }
        return page;
    }

    private void write(
            Kind kind,
            long call,
            Attempt attempt,
            int status,
            String problem,
            String words,
            long revision,
            long times) {
        try {
            long unused = append(kind, call, attempt, status, problem, words, revision, times);
        } catch (StoreException e) {
            LOG.error("the audit cannot be written: {} {} {}: {}", kind, status, attempt, e.getMessage());
        }
    }

    private long append(
            Kind kind, long call, Attempt attempt, int status, String problem, String words, long revision, long times)
            throws StoreException {
        order.lock();
        try {
            AuditRecord record = new AuditRecord(
                    last + 1,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    kind,
                    call,
                    attempt,
                    status,
                    problem,
                    words,
                    revision,
                    times,
                    hash);
            byte[] bytes = Chain.write(record);
            broken = true;
            log.appendUnforced(record.number(), bytes);
            broken = false;
            hash = Chain.hash(bytes);
            last = record.number();
            return last;
        } finally {
            order.unlock();
        }
    }

    private void force(long number) throws StoreException {
        if (forced >= number) {
            return;
        }
        forcing.lock();
        try {
            long upTo = last;
            if (forced < number) {
                log.force();
                forced = upTo;
            }
        } finally {
            forcing.unlock();
        }
    }

    private void lazily() {
        try {
            order.lock();
            try {
                for (Floods.More more : floods.over(clock.instant())) {
                    write(Kind.REFUSED, 0, more.last(), 0, "", "more of the minute before", 0, more.times());
                }
            } finally {
                order.unlock();
            }
            giveUp();
            force(last);
        } catch (StoreException | RuntimeException e) {
            // An exception would end the timer.
            LOG.error("the audit may not be on disk: {}", e.getMessage());
        }
    }

    private void giveUp() throws StoreException {
        if (keep == 0 || last <= keep) {
            return;
        }
        long before = log.first();
        long first = log.drop(last - keep + 1);
        if (first != before) {
            write(Kind.GIVEN_UP, first, NOTHING, 0, "", "records before " + first + " were given up", 0, 1);
        }
    }

    /** Writes what waits, and closes the files. */
    @Override
    public void close() {
        timer.shutdownNow();
        log.close();
    }
}
