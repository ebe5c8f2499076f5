package io.teal.gateway.explain;

import java.util.List;

/**
 * A request that is asked about.
 *
 * @param method as on the request line
 * @param target path and query, or a whole URI, as on the request line
 * @param host what a {@code Host} field would say, a port included; empty to take that of the headers, or none
 * @param headers its fields, in order; a name may stand several times
 * @param peer the address it would come from
 * @param body all of it; empty for none
 */
public record Question(String method, String target, String host, List<Field> headers, String peer, String body) {
    public Question {
        headers = List.copyOf(headers);
    }

    /**
     * A header field.
     *
     * @param name without regard to case
     */
    public record Field(String name, String value) {}
}
