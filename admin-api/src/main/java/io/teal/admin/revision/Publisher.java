package io.teal.admin.revision;

import io.teal.gateway.routing.Revision;

/** What serves revisions. */
public interface Publisher {
    /** Throws {@link IllegalArgumentException} when a revision cannot be served. Changes nothing. */
    void check(Revision revision);

    /**
     * Puts a revision into effect: when it returns, no new request is served by an older one; when it throws, nothing has
     * changed. An {@link IllegalArgumentException} says that it cannot be served.
     */
    void publish(Revision revision);
}
