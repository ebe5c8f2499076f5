package io.teal.gateway.routing.policy;

import java.util.List;

/**
 * Which answers are made shorter on the way to a client that can read them so (RFC 9110 8.4). Event streams never are.
 *
 * @param types the media types, lower case; {@code text/*} stands for all of its kind
 * @param minLength bytes below which it is not worth it; an answer whose length is not known is made shorter whatever it is
 * @param algorithms in the order in which they are preferred where the client has no preference
 */
public record Compression(List<String> types, long minLength, List<Algorithm> algorithms) {
    /** What texts come as, 1 KiB, zstd before br before gzip. */
    public static final Compression DEFAULT = new Compression(
            List.of(
                    "application/javascript",
                    "application/json",
                    "application/manifest+json",
                    "application/x-ndjson",
                    "application/xml",
                    "image/svg+xml",
                    "text/*"),
            1 << 10,
            List.of(Algorithm.ZSTD, Algorithm.BR, Algorithm.GZIP));

    public Compression {
        types = List.copyOf(types);
        algorithms = List.copyOf(algorithms);
    }

    /** A content coding. */
    public enum Algorithm {
        /** RFC 9659. */
        ZSTD("zstd"),
        /** RFC 7932. */
        BR("br"),
        /** RFC 9110 8.4.1.3. */
        GZIP("gzip");

        private final String word;

        Algorithm(String word) {
            this.word = word;
        }

        /** As header fields and the configuration name it. */
        public String word() {
            return word;
        }
    }
}
