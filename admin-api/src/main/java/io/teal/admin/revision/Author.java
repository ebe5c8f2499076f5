package io.teal.admin.revision;

/**
 * Who asks for a change, and why.
 *
 * @param who name of the caller
 * @param reason the caller's words, may be empty
 * @param key by which the same request is known when it comes again; empty when it need not be. What stands before its colon
 *     names caller and key, what stands behind it the request.
 */
public record Author(String who, String reason, String key) {
    /** Somebody whose request need not be known again. */
    public Author(String who, String reason) {
        this(who, reason, "");
    }

    /** The same with a key. */
    public Author withKey(String other) {
        return new Author(who, reason, other);
    }
}
