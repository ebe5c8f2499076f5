package io.teal.gateway.cache;

/**
 * A request that asks a question, noted down so that it can be asked again without a client.
 *
 * @param host the host it was asked at
 * @param target path and query as the client sent them
 * @param body belongs to whoever notes it down, and is never changed
 * @param anonymous whether it came without {@code Authorization}; else its route has answers that are common to all
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests, and a list of bytes would be copied for nothing
public record Replayable(String route, String host, String target, String contentType, byte[] body, boolean anonymous) {
    /** A longer body is not noted down. */
    static final int LONGEST_BODY = 64 << 10;

    private static final int OBJECTS = 120;

    /** Bytes of heap, about. */
    int weight() {
        return OBJECTS + host.length() + target.length() + contentType.length() + body.length;
    }
}
