package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;

/** The keys that are known and checked but have no effect in this version. Each use of one is warned about. */
public enum Pending {
    ROUTE_CACHE("cache", "answers are not cached"),
    MEMORY_CACHE("cache", "answers are not cached"),
    REDIS("redis", "nothing is shared with other gateways");

    private final String key;
    private final String consequence;

    Pending(String key, String consequence) {
        this.key = key;
        this.consequence = consequence;
    }

    /** Warns when the key is there. */
    public void warn(Section section) {
        Value used = section.key(key);
        if (used != null) {
            used.warn("has no effect in this version: " + consequence);
        }
    }
}
