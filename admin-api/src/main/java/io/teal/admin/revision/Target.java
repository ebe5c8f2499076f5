package io.teal.admin.revision;

import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Service;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a change comes to, given the revisions so far.
 *
 * @param routing the routing that shall be in effect
 * @param kind of the revision that brings it
 * @param from number of the revision it is taken from
 */
record Target(Routing routing, Revision.Kind kind, long from) {
    private static final int FULL_WEIGHT = 100;
    private static final int GREATEST_WEIGHT = 1_000_000;

    static Target of(Change change, Revisions revisions) throws WriteRefused, StoreException {
        Revision current = revisions.current();
        return switch (change) {
            case Change.Apply apply -> new Target(apply.routing(), Revision.Kind.APPLY, current.number());
            case Change.SwitchTo to -> traffic(current, to.service(), splitTo(current, to));
            case Change.Split split -> traffic(current, split.service(), split.weights());
            case Change.RollbackTo to -> rollback(revisions, current, to.revision());
            case Change.RollbackToBefore() -> rollbackToBefore(revisions, current);
        };
    }

    private static Target rollbackToBefore(Revisions revisions, Revision current) throws WriteRefused, StoreException {
        if (current.number() == 1) {
            throw new WriteRefused(Why.NOTHING_BEFORE, 1, "revision 1 is the first one; there is nothing before it");
        }
        return rollback(revisions, current, current.number() - 1);
    }

    private static Target rollback(Revisions revisions, Revision current, long to) throws WriteRefused, StoreException {
        Revision earlier = revisions.find(to);
        if (earlier == null) {
            throw new WriteRefused(
                    Why.UNKNOWN_REVISION,
                    current.number(),
                    "there is no revision " + to + "; there are " + revisions.first() + " to " + current.number());
        }
        return new Target(earlier.routing(), Revision.Kind.ROLLBACK, to);
    }

    private static Target traffic(Revision current, String name, Map<String, Integer> weights) throws WriteRefused {
        Service service = service(current, name);
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
        Routing routing =
                current.routing().with(service.withTraffic(service.traffic().withSplit(weights)));
        return new Target(routing, Revision.Kind.SWITCH, current.number());
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

    private static Service service(Revision current, String name) throws WriteRefused {
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
