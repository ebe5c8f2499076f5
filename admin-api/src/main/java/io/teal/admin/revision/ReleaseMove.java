package io.teal.admin.revision;

import io.teal.admin.release.Course;
import io.teal.admin.revision.WriteRefused.Why;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Release;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What the move of a release comes to: where it stands decides the weights, and nothing else does. */
final class ReleaseMove {
    private ReleaseMove() {}

    static Target of(Change.Move move, Revision current) throws WriteRefused {
        Release next = move.next();
        Release seen = move.seen();
        @Nullable Release newest = current.releases().get(next.service());
        if (!Objects.equals(newest, seen)) {
            throw new WriteRefused(
                    Why.CONFLICT,
                    current.number(),
                    newest == null
                            ? "there is no release of " + next.service() + " any more; nothing has changed"
                            : "release " + newest.id() + " has moved meanwhile and is "
                                    + Releases.word(newest.state())
                                    + "; look at it, and repeat the order if it is still"
                                    + " wanted");
        }
        if (seen != null && seen.driver() > next.driver()) {
            throw new WriteRefused(
                    Why.CONFLICT,
                    current.number(),
                    "release " + seen.id() + " is driven under lease " + seen.driver() + ", and lease " + next.driver()
                            + " is older");
        }
        Service service = Target.service(current, next.service());
        return new Target(
                routing(current, service, next), Releases.with(current, next), Revision.Kind.RELEASE, current.number());
    }

    private static Routing routing(Revision current, Service service, Release next) throws WriteRefused {
        SequencedMap<String, Integer> weights = Course.weights(next);
        if (weights.equals(service.traffic().split())) {
            return current.routing();
        }
        return Target.weighted(current, service, new LinkedHashMap<>(weights));
    }
}
