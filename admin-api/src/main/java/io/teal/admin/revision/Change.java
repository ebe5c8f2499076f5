package io.teal.admin.revision;

import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.release.Release;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What is asked for. */
public sealed interface Change {
    /** A whole routing instead of the current one. */
    record Apply(Routing routing) implements Change {}

    /** All traffic of a service to one upstream: weight 100 for it, 0 for the others that the split names. */
    record SwitchTo(String service, String upstream) implements Change {}

    /**
     * Other weights for a service.
     *
     * @param service its name
     * @param weights 0 to 1 000 000 by upstream, at least one above 0; upstreams that are not named get nothing
     */
    record Split(String service, SequencedMap<String, Integer> weights) implements Change {
        public Split(String service, Map<String, Integer> weights) {
            this(service, Collections.unmodifiableSequencedMap(new LinkedHashMap<>(weights)));
        }
    }

    /** The routing of an earlier revision. */
    record RollbackTo(long revision) implements Change {}

    /**
     * A release begins, or goes on: its new state, and the weights that belong to that. Refused when the newest release of the
     * service is another one, or stands elsewhere, than whoever decided on it has seen.
     *
     * @param seen the newest release of the service that he has seen, over or not; null for none
     * @param next what it becomes; it has the driver of {@code seen}, or a later one
     */
    record Move(@Nullable Release seen, Release next) implements Change {}

    /**
     * The routing that served just before the current one. It makes a revision itself, so a second one in a row goes forth again:
     * rollbacks alternate between the last two routings. A release that has given requests to its new colour is taken back as a
     * whole, while it goes on, and when nothing has changed since it was done.
     */
    record RollbackToBefore() implements Change {}
}
