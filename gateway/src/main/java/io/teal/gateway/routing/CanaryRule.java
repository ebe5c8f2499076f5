package io.teal.gateway.routing;

import java.util.List;

/**
 * Sends the requests that carry a mark to one upstream, before any split.
 *
 * @param where the header or cookie to look at
 * @param mark what it must hold
 * @param to the upstream; testers may be pinned to any colour
 * @param otherwise what happens when that upstream has no usable server
 */
public record CanaryRule(RequestAttribute where, Mark mark, String to, Otherwise otherwise) {

    /** What a header or cookie must hold. */
    public sealed interface Mark {
        /** One of these values, compared in constant time. */
        record Values(List<String> values) implements Mark {
            public Values {
                values = List.copyOf(values);
            }
        }

        /** A value with one of these SHA-256 sums (lower-case hex), so that no token stands in a file. */
        record Sha256(List<String> sums) implements Mark {
            public Sha256 {
                sums = List.copyOf(sums);
            }
        }

        /** Any value. */
        record Present() implements Mark {}
    }

    /** What happens to a marked request when the upstream of its rule has no usable server. */
    public enum Otherwise {
        /** 503: a tester never gets the other colour without knowing. */
        FAIL,
        /** It is divided like the others. */
        SPLIT
    }
}
