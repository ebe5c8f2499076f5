package io.teal.admin.revision;

import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Release;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a change comes to, given the revisions so far.
 *
 * @param routing the routing that shall be in effect
 * @param releases where the releases shall stand
 * @param kind of the revision that brings it
 * @param from number of the revision it is taken from
 */
record Target(Routing routing, SequencedMap<String, Release> releases, Revision.Kind kind, long from) {
    private static final int FULL_WEIGHT = 100;
    private static final int GREATEST_WEIGHT = 1_000_000;

    /** @param who whoever asks for it */
    static Target of(Change change, Revisions revisions, String who) throws WriteRefused, StoreException {
        Revision current = revisions.current();
        Passed passed = new Passed(current, who, revisions.now());
        return switch (change) {
            case Change.Apply apply -> passed.target(apply.routing(), Revision.Kind.APPLY, current.number());
            case Change.SwitchTo to -> traffic(passed, to.service(), splitTo(current, to));
            case Change.Split split -> traffic(passed, split.service(), split.weights());
            case Change.RollbackTo to -> Rollback.to(revisions, passed, to.revision());
            case Change.RollbackToBefore() -> Rollback.toBefore(revisions, passed);
            case Change.Move move -> ReleaseMove.of(move, current);
        };
    }

    /** Whether that is how things stand already. */
    boolean equalTo(Revision current) {
        return routing.equals(current.routing()) && releases.equals(current.releases());
    }

    private static Target traffic(Passed passed, String name, Map<String, Integer> weights) throws WriteRefused {
        Revision current = passed.current();
        Service service = service(current, name);
        return passed.target(weighted(current, service, weights), Revision.Kind.SWITCH, current.number());
    }

    /** The current routing with other weights for a service. */
    static Routing weighted(Revision current, Service service, Map<String, Integer> weights) throws WriteRefused {
        int greatest = 0;
        for (Map.Entry<String, Integer> weight : weights.entrySet()) {
            checkUpstream(current, service, weight.getKey());
            int value = weight.getValue();
            if (value < 0 || value > GREATEST_WEIGHT) {
                throw new WriteRefused(
                        Why.BAD_SPLIT,
                        current.number(),
                        "split." + weight.getKey() + ": found " + value + ", expected a whole number from 0 to "
                                + GREATEST_WEIGHT);
            }
            greatest = Math.max(greatest, value);
        }
        if (greatest == 0) {
            throw new WriteRefused(
                    Why.BAD_SPLIT, current.number(), "split: found no weight above 0, expected at least one");
        }
        return current.routing().with(service.withTraffic(service.traffic().withSplit(weights)));
    }

    private static SequencedMap<String, Integer> splitTo(Revision current, Change.SwitchTo to) throws WriteRefused {
        Service service = service(current, to.service());
        checkUpstream(current, service, to.upstream());
        SequencedMap<String, Integer> weights = new LinkedHashMap<>();
        for (String named : service.traffic().split().keySet()) {
            weights.put(named, 0);
        }
        weights.put(to.upstream(), FULL_WEIGHT);
        return weights;
    }

    static Service service(Revision current, String name) throws WriteRefused {
        Service service = current.routing().services().get(name);
        if (service == null) {
            throw new WriteRefused(
                    Why.UNKNOWN_SERVICE,
                    current.number(),
                    "there is no service " + name + "; known: "
                            + String.join(", ", current.routing().services().keySet()));
        }
        return service;
    }

    private static void checkUpstream(Revision current, Service service, String name) throws WriteRefused {
        if (!service.upstreams().containsKey(name)) {
            throw new WriteRefused(
                    Why.UNKNOWN_UPSTREAM,
                    current.number(),
                    "service " + service.name() + " has no upstream " + name + "; known: "
                            + String.join(", ", service.upstreams().keySet()));
        }
    }
}
