package io.teal.admin.revision;

import io.teal.gateway.proof.Proof;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What serves revisions. */
public interface Publisher {
    /** Throws {@link IllegalArgumentException} when a revision cannot be served. Changes nothing. */
    void check(Revision revision);

    /**
     * Puts a revision into effect: when it returns, no new request is served by an older one; when it throws, nothing has
     * changed. An {@link IllegalArgumentException} says that it cannot be served.
     */
    void publish(Revision revision);

    /**
     * Finds out whether a revision is in effect, as a client would. Nothing waits.
     *
     * @param before what was found to be in effect last: only traffic that is other than there is looked at
     * @return holds at once where there is nothing that could be asked
     */
    default CompletionStage<Proof> prove(Revision revision, Routing before) {
        return CompletableFuture.completedFuture(Proof.held(revision.number()));
    }
}
