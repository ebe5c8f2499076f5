package io.teal.gateway.routing;

import java.util.List;

/**
 * What a route does to header fields, in this order: remove, set, add.
 *
 * @param remove names of fields taken away
 * @param set fields that replace those of the same name
 * @param add fields that join those of the same name
 */
public record HeaderChanges(List<String> remove, List<Header> set, List<Header> add) {
    /** Changes nothing. */
    public static final HeaderChanges NONE = new HeaderChanges(List.of(), List.of(), List.of());

    public HeaderChanges {
        remove = List.copyOf(remove);
        set = List.copyOf(set);
        add = List.copyOf(add);
    }

    /** A header field. */
    public record Header(String name, String value) {}
}
