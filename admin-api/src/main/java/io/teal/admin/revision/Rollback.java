package io.teal.admin.revision;

import io.teal.admin.release.Course;
import io.teal.admin.release.Orders;
import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Release;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What going back comes to. */
final class Rollback {
    private static final int PAGE = 50;

    private Rollback() {}

    /** To the routing of a revision. */
    static Target to(Revisions revisions, Passed passed, long number) throws WriteRefused, StoreException {
        Revision current = passed.current();
        Revision earlier = revisions.find(number);
        if (earlier == null) {
            throw new WriteRefused(
                    Why.UNKNOWN_REVISION,
                    current.number(),
                    "there is no revision " + number + "; there are " + revisions.first() + " to " + current.number());
        }
        return passed.target(earlier.routing(), Revision.Kind.ROLLBACK, number);
    }

    /** To what served before. */
    static Target toBefore(Revisions revisions, Passed passed) throws WriteRefused, StoreException {
        Revision current = passed.current();
        Release live = live(current);
        if (live != null) {
            return takeBack(passed, live);
        }
        Revision brought = current;
        Revision earlier = null;
        long before = current.number();
        while (earlier == null) {
            List<Revision> page = revisions.page(before, PAGE);
            if (page.isEmpty()) {
                throw new WriteRefused(
                        Why.NOTHING_BEFORE,
                        current.number(),
                        current.number() == 1
                                ? "revision 1 is the first one; there is nothing before it"
                                : "all revisions from " + revisions.first() + " on have the routing in effect");
            }
            for (Revision revision : page) {
                if (!revision.routing().equals(current.routing())) {
                    earlier = revision;
                    break;
                }
                brought = revision;
            }
            before = page.getLast().number();
        }
        Release done = done(earlier, brought, current);
        return done == null ? to(revisions, passed, earlier.number()) : takeBack(passed, done);
    }

    /** The release that goes on and has given requests to its new colour; of several, the one that moved last. */
    private static @Nullable Release live(Revision current) {
        Release found = null;
        for (Release release : current.releases().values()) {
            boolean goesOn = !release.state().over() && release.shifted();
            if (goesOn && (found == null || release.since().isAfter(found.since()))) {
                found = release;
            }
        }
        return found;
    }

    /** The release that is done, and whose last step was the change from what served before to what serves. */
    private static @Nullable Release done(Revision before, Revision brought, Revision current) {
        for (Release release : current.releases().values()) {
            Release then = brought.releases().get(release.service());
            if (release.state() == Release.State.DONE
                    && then != null
                    && then.id().equals(release.id())
                    && !then.equals(before.releases().get(release.service()))) {
                return release;
            }
        }
        return null;
    }

    private static Target takeBack(Passed passed, Release release) throws WriteRefused {
        Revision current = passed.current();
        String why = "taken back by " + passed.who();
        return switch (Orders.rollBack(release, passed.at(), passed.who(), why)) {
            case Orders.Answer.Refused refused ->
                throw new WriteRefused(Why.NOTHING_BEFORE, current.number(), refused.why());
            case Orders.Answer.Accepted(Release back) -> {
                Service service = Target.service(current, release.service());
                Routing routing = Target.weighted(current, service, Course.weights(back));
                yield new Target(routing, Releases.with(current, back), Revision.Kind.ROLLBACK, release.base());
            }
        };
    }
}
