package io.teal.gateway.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an answer is kept under: a SHA-256 sum over everything the answer depends on. Whoever sends questions cannot make two
 * of them collide, and a key does not tell what was asked.
 */
public record CacheKey(long a, long b, long c, long d) {
    /** Raised when the parts, or what they mean, change: what was kept before is then not found. */
    private static final int SCHEMA = 1;

    private static final int BYTES = 4 * Long.BYTES;

    /**
     * The key of a question. Every part is preceded by its length, so that none can pass for a piece of another.
     *
     * @param epochs which knowledge the answer is made from
     * @param tenant for whom the answer is; empty for everybody
     * @param canonical the question
     */
    public static CacheKey of(
            String route, String service, String upstream, long[] epochs, String tenant, byte[] canonical) {
        MessageDigest digest = sha256();
        byte[] scratch = new byte[Long.BYTES * (1 + epochs.length)];
        ByteBuffer numbers = ByteBuffer.wrap(scratch).putInt(SCHEMA).putInt(epochs.length);
        for (long epoch : epochs) {
            numbers.putLong(epoch);
        }
        digest.update(scratch);
        part(digest, route.getBytes(StandardCharsets.UTF_8));
        part(digest, service.getBytes(StandardCharsets.UTF_8));
        part(digest, upstream.getBytes(StandardCharsets.UTF_8));
        part(digest, tenant.getBytes(StandardCharsets.UTF_8));
        part(digest, canonical);
        ByteBuffer sum = ByteBuffer.wrap(digest.digest());
        return new CacheKey(sum.getLong(), sum.getLong(), sum.getLong(), sum.getLong());
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(BYTES)
                        .putLong(a)
                        .putLong(b)
                        .putLong(c)
                        .putLong(d)
                        .array());
    }

    @Override
    public String toString() {
        return hex();
    }

    /** Any bits of the sum are as good as others. */
    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    private static void part(MessageDigest digest, byte[] bytes) {
        int length = bytes.length;
        digest.update((byte) (length >>> 24));
        digest.update((byte) (length >>> 16));
        digest.update((byte) (length >>> 8));
        digest.update((byte) length);
        digest.update(bytes);
    }
}
