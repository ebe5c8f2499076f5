package io.teal.admin.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.teal.admin.store.Sha256;
import io.teal.admin.store.StoreException;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/**
 * Records as bytes that hang together: the last member of each is the SHA-256 sum of everything before it, in which the sum of the
 * record before stands.
 */
final class Chain {
    /** What the first record has for the sum of the one before. */
    static final String BEGINNING = "0".repeat(64);

    private static final byte[] LAST_MEMBER = ",\"hash\":\"".getBytes(UTF_8);
    private static final byte[] END = "\"}".getBytes(UTF_8);
    private static final int SUM = 64;

    private Chain() {}

    /**
     * A record on disk.
     *
     * @param hash of the record
     */
    record Link(AuditRecord record, String hash) {}

    /** The bytes of a record. */
    static byte[] write(AuditRecord record) {
        byte[] content = record.json().encode().getBytes(UTF_8);
        return closed(content, content.length - 1);
    }

    /** So much of some bytes, and behind that the sum of it as the last member. */
    private static byte[] closed(byte[] content, int length) {
        byte[] bytes = Arrays.copyOf(content, length + LAST_MEMBER.length + SUM + END.length);
        byte[] sum = Sha256.of(content, length).getBytes(UTF_8);
        System.arraycopy(LAST_MEMBER, 0, bytes, length, LAST_MEMBER.length);
        System.arraycopy(sum, 0, bytes, length + LAST_MEMBER.length, SUM);
        System.arraycopy(END, 0, bytes, bytes.length - END.length, END.length);
        return bytes;
    }

    /** The hash that {@link #write} puts into a record. */
    static String hash(byte[] bytes) {
        int end = bytes.length - END.length;
        return new String(bytes, end - SUM, SUM, UTF_8);
    }

    /**
     * A record from its bytes.
     *
     * @param where it stands
     * @throws StoreException when it is none, or its hash is not that of its content
     */
    static Link read(String where, byte[] bytes) throws StoreException {
        int length = bytes.length - LAST_MEMBER.length - SUM - END.length;
        if (length < 1 || !Arrays.equals(bytes, closed(bytes, length))) {
            throw new StoreException(where + " was changed: its hash is not that of its content");
        }
        try {
            JsonObject json = new JsonObject(new String(bytes, UTF_8));
            return new Link(AuditRecord.of(json), hash(bytes));
        } catch (RuntimeException e) {
            throw new StoreException(where + " is none of this version (" + e + ")", e);
        }
    }
}
