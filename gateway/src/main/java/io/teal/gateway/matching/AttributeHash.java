package io.teal.gateway.matching;

import io.teal.gateway.routing.RequestAttribute;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The hash of an attribute of a request: the key of {@link io.teal.gateway.routing.Balance.Hash}. The value alone decides:
 * the same token hashes the same in a header and in a cookie, on every gateway.
 */
public final class AttributeHash {
    private AttributeHash() {}

    /** The hash of the attribute's value; random, so that requests spread, when it is absent, empty or the request itself. */
    public static long of(RequestAttribute attribute, RequestHead head) {
        String value = value(attribute, head);
        return value == null ? random() : StableHash.of(value);
    }

    static long random() {
        return ThreadLocalRandom.current().nextLong();
    }

    /** What the attribute says of the sender; null when it is absent, empty (it tells nobody apart) or the request itself. */
    public static @Nullable String value(RequestAttribute attribute, RequestHead head) {
        String value =
                switch (attribute) {
                    case RequestAttribute.Header(String name) -> head.header(name);
                    case RequestAttribute.Cookie(String name) -> head.cookie(name);
                    case RequestAttribute.ClientIp() -> head.clientIp();
                    case RequestAttribute.EachRequest() -> null;
                };
        return value == null || value.isEmpty() ? null : value;
    }
}
