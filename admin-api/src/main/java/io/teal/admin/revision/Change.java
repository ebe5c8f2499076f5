package io.teal.admin.revision;

import io.teal.gateway.routing.Routing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

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
     * The routing that served just before the current revision did. It makes a revision itself, so a second one in a row goes
     * forth again: rollbacks alternate between the last two routings.
     */
    record RollbackToBefore() implements Change {}
}
