package io.teal.admin.store;

import java.nio.file.Path;

/** The number of a record: the value of the first member of the JSON object that it is. */
final class RecordNumber {
    private static final int LONGEST = 18;

    private RecordNumber() {}

    /**
     * Reads it without reading the rest.
     *
     * @param start of the record in the bytes
     */
    static long of(Path file, byte[] bytes, int start) throws StoreException {
        int at = start;
        while (at < bytes.length && bytes[at] != ':' && bytes[at] != '\n') {
            at++;
        }
        long number = 0;
        int from = ++at;
        while (at < bytes.length && at - from < LONGEST && bytes[at] >= '0' && bytes[at] <= '9') {
            number = number * 10 + bytes[at] - '0';
            at++;
        }
        if (number == 0) {
            throw new StoreException(
                    file + ": the record at byte " + start + " has no number; it is not of this version");
        }
        return number;
    }
}
