package io.teal.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What writers and readers of several gateways did and saw, and the check that one order of writes explains all of it. */
final class RecordedHistory {
    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Read> reads = new ConcurrentLinkedQueue<>();

    /** How a write ended for its caller. */
    enum End {
        DONE,
        /** The caller was told that nothing has changed. */
        REFUSED,
        UNKNOWN
    }

    /**
     * A write.
     *
     * @param expected the revision the caller wanted to follow
     * @param revision what it was told to have made; 0 when it was not
     * @param value by which the revision is known again
     */
    record Write(int gateway, long invoked, long returned, long expected, End end, long revision, int value) {}

    record Read(int gateway, long invoked, long returned, long revision, int value) {}

    void add(Write write) {
        writes.add(write);
    }

    void add(Read read) {
        reads.add(read);
    }

    long done() {
        return writes.stream().filter(write -> write.end() == End.DONE).count();
    }

    @Override
    public String toString() {
        return writes.size() + " writes, " + done() + " done, "
                + writes.stream().filter(write -> write.end() == End.UNKNOWN).count() + " of unknown end, "
                + reads.size()
                + " reads";
    }

    /**
     * Checks everything against the one order.
     *
     * @param values the value of every revision, as all gateways have it in the end
     */
    void check(Map<Long, Integer> values) {
        List<Write> done = writes.stream()
                .filter(write -> write.end() == End.DONE)
                .sorted(Comparator.comparingLong(Write::revision))
                .toList();
        assertThat(done).extracting(Write::revision).doesNotHaveDuplicates();
        long latestInvoked = Long.MIN_VALUE;
        for (Write write : done) {
            assertThat(write.revision()).as("%s follows what it named", write).isEqualTo(write.expected() + 1);
            assertThat(values).as("%s is kept", write).containsEntry(write.revision(), write.value());
            assertThat(write.returned())
                    .as("%s did not end before an earlier one began", write)
                    .isGreaterThanOrEqualTo(latestInvoked);
            latestInvoked = Math.max(latestInvoked, write.invoked());
        }
        for (Write write : writes) {
            if (write.end() == End.REFUSED) {
                assertThat(values.values()).as("%s changed nothing", write).doesNotContain(write.value());
            }
        }
        checkReads(values, done);
    }

    private void checkReads(Map<Long, Integer> values, List<Write> done) {
        for (int gateway = 0; gateway < 4; gateway++) {
            int one = gateway;
            List<Read> seen = reads.stream()
                    .filter(read -> read.gateway() == one)
                    .sorted(Comparator.comparingLong(Read::invoked))
                    .toList();
            assertThat(seen).as("reads at gateway %d", one).isNotEmpty();
            long newest = 0;
            for (Read read : seen) {
                assertThat(read.revision())
                        .as("%s is not older than one before", read)
                        .isGreaterThanOrEqualTo(newest);
                newest = read.revision();
                assertThat(values).as("%s is of the one order", read).containsEntry(read.revision(), read.value());
            }
            for (Write write : done) {
                if (write.gateway() == one) {
                    assertThat(seen.stream()
                                    .filter(read -> read.invoked() > write.returned())
                                    .mapToLong(Read::revision)
                                    .min()
                                    .orElse(Long.MAX_VALUE))
                            .as("reads after %s see it", write)
                            .isGreaterThanOrEqualTo(write.revision());
                }
            }
        }
        for (Write write : done) {
            assertThat(reads.stream()
                            .filter(read -> read.revision() >= write.revision())
                            .mapToLong(Read::returned)
                            .min()
                            .orElse(Long.MAX_VALUE))
                    .as("nobody sees %s before it began", write)
                    .isGreaterThanOrEqualTo(write.invoked());
        }
    }
}
