package io.teal.gateway.limit;

import io.teal.gateway.matching.AttributeHash;
import io.teal.gateway.matching.RequestHead;
import io.teal.gateway.routing.RequestAttribute;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Gives the clients of one limit their pseudonyms. They come from SHA-256 over a secret of the process, so that neither a
 * dump of memory tells who they belong to, nor can anybody choose values that collide. Immutable.
 */
final class Pseudonyms {
    private static final byte BY_VALUE = 0;
    private static final byte BY_ADDRESS = 1;

    private final byte[] salt;
    private final RequestAttribute by;

    /**
     * The pseudonyms of a limit.
     *
     * @param secret of the process
     * @param scope the limit; the same client has another pseudonym in another scope
     * @param by what stands for a client
     */
    Pseudonyms(byte[] secret, String scope, RequestAttribute by) {
        if (by instanceof RequestAttribute.EachRequest) {
            throw new IllegalArgumentException("a limit by request limits nobody: " + scope);
        }
        MessageDigest digest = sha256();
        digest.update(secret);
        this.salt = digest.digest(scope.getBytes(StandardCharsets.UTF_8));
        this.by = by;
    }

    /**
     * The pseudonym of a request's client. One that does not send what the limit goes by is known by its address, and no
     * value that somebody sends is taken for an address.
     */
    Pseudonym of(RequestHead head) {
        MessageDigest digest = sha256();
        digest.update(salt);
        String value = AttributeHash.value(by, head);
        digest.update(value == null ? BY_ADDRESS : BY_VALUE);
        digest.update((value == null ? head.clientIp() : value).getBytes(StandardCharsets.UTF_8));
        ByteBuffer sum = ByteBuffer.wrap(digest.digest());
        return new Pseudonym(sum.getLong(), sum.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
