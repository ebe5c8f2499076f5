package io.teal.gateway.matching;

import org.jspecify.annotations.Nullable;

/** The part of a request that decisions are made on. Read on the request's event loop only. */
public interface RequestHead {
    /** The method, upper case as sent. */
    String method();

    /** The authority's host: lower case, no port, no brackets; empty when the request has none. */
    String host();

    /** The normalised path (see {@code RequestPath}). */
    String path();

    /** The value of a header field, names without case, several values joined by a comma; null when absent. */
    @Nullable String header(String name);

    /** The value of the first cookie of that name; null when absent. */
    @Nullable String cookie(String name);

    /** The decoded value of the first query parameter of that name; null when absent. */
    @Nullable String query(String name);

    /** The client's IP address as text: the peer's, or the one that a peer which is trusted tells. */
    String clientIp();
}
