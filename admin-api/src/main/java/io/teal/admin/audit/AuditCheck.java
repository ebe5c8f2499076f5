package io.teal.admin.audit;

import io.teal.admin.store.RecordLog;
import io.teal.admin.store.StoreException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an audit from its first byte to its last and finds what was changed, taken out or put in. Only that records were taken from
 * its end cannot be seen in it: for that, somebody must have written down what the end was.
 */
public final class AuditCheck {
    private final Path directory;

    /** First records after something was given up, as the audit itself tells. */
    private final Set<Long> givenUp = new HashSet<>();

    private long first;
    private long last;
    private String hash = Chain.BEGINNING;
    private @Nullable String seen;

    private AuditCheck(Path directory) {
        this.directory = directory;
    }

    /**
     * What an audit has.
     *
     * @param first number of the oldest record; 0 when there is none
     * @param last number of the newest record; 0 when there is none
     * @param hash of the newest record
     */
    public record Sound(long first, long last, String hash) {}

    /**
     * Checks the audit in a directory. A gateway may be writing it.
     *
     * @throws StoreException when it was changed; the message says where
     */
    public static Sound check(Path directory) throws StoreException {
        return check(directory, 0, "");
    }

    /**
     * Checks the audit in a directory, and that it has a record that was seen before.
     *
     * @param number of that record; 0 for none
     * @param expected its hash
     * @throws StoreException when it was changed; the message says where
     */
    public static Sound check(Path directory, long number, String expected) throws StoreException {
        AuditCheck check = new AuditCheck(directory);
        RecordLog.scan(directory, "audit", (file, n, payload) -> check.next(file, n, payload, number));
        return check.end(number, expected);
    }

    private void next(Path file, long number, byte[] payload, long wanted) throws StoreException {
        Chain.Link link = Chain.read(file + ": record " + number, payload);
        AuditRecord record = link.record();
        if (first == 0) {
            first = number;
            if (number == 1 && !record.before().equals(Chain.BEGINNING)) {
                throw new StoreException(file + ": record 1 says that there was one before it");
            }
        } else if (number != last + 1) {
            throw new StoreException(file + ": record " + number + " stands behind record " + last
                    + "; what was between them was taken out");
        } else if (!record.before().equals(hash)) {
            throw new StoreException(file + ": record " + number + " does not belong behind record " + last
                    + "; one of them was changed");
        }
        if (record.kind() == AuditRecord.Kind.GIVEN_UP) {
            boolean unused = givenUp.add(record.call());
        }
        if (number == wanted) {
            seen = link.hash();
        }
        last = number;
        hash = link.hash();
    }

    private Sound end(long number, String expected) throws StoreException {
        if (first > 1 && !givenUp.contains(first)) {
            throw new StoreException(directory + ": the audit begins with record " + first
                    + ", and no record says that those before it were given up");
        }
        if (number != 0) {
            String found = seen;
            if (found == null && number >= first) {
                throw new StoreException(directory + ": there is no record " + number + "; the audit ends with " + last
                        + ": its end was taken off");
            }
            if (found != null && !found.equals(expected)) {
                throw new StoreException(directory + ": record " + number + " has the hash " + found + ", not "
                        + expected + ": it is another one than was seen");
            }
        }
        return new Sound(first, last, hash);
    }
}
