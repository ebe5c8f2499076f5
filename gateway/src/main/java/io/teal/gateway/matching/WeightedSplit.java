package io.teal.gateway.matching;

import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.routing.Service;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weighted rendezvous hashing: each colour draws for each identity a waiting time, exponentially distributed and shortened
 * by the colour's weight; the shortest wins. The draw depends on identity, service and upstream alone, so an identity goes
 * from one colour to another only when the ratio of their weights moved in that direction: a colour that grows against
 * all others only gains, one that shrinks only loses. Times are integers and compared exactly, so that every machine
 * decides alike. Immutable.
 */
final class WeightedSplit {
    static final int LARGEST_WEIGHT = 1_000_000;

    /** Fixed point with 36 bits behind it: the longest time (54 ln 2) times the largest weight stays below 2^62. */
    private static final double ONE = 1L << 36;

    private final Decision[] colours;
    private final long[] seeds;
    private final long[] weights;

    /** Throws {@link IllegalArgumentException} for an unknown upstream, a weight out of range, or none above 0. */
    WeightedSplit(Service service) {
        // In the order of names: a tie must not depend on the order of the file.
        Map<String, Integer> serving = new TreeMap<>();
        service.traffic().split().forEach((upstream, weight) -> {
            if (!service.upstreams().containsKey(upstream)) {
                throw new IllegalArgumentException(
                        "service " + service.name() + ": split names " + upstream + ", which is not an upstream");
            }
            if (weight < 0 || weight > LARGEST_WEIGHT) {
                throw new IllegalArgumentException(
                        "service " + service.name() + ": weight " + weight + " is not in 0.." + LARGEST_WEIGHT);
            }
            if (weight > 0) {
                serving.put(upstream, weight);
            }
        });
        if (serving.isEmpty()) {
            throw new IllegalArgumentException("service " + service.name() + ": no upstream has a weight above 0");
        }
        colours = new Decision[serving.size()];
        seeds = new long[colours.length];
        weights = new long[colours.length];
        int i = 0;
        for (Map.Entry<String, Integer> entry : serving.entrySet()) {
            colours[i] = new Decision(entry.getKey(), TrafficDecider.Cause.SPLIT, Decision.NO_RULE);
            seeds[i] = StableHash.of(service.name(), entry.getKey());
            weights[i] = entry.getValue();
            i++;
        }
    }

    /** The only colour there is, when there is one only. */
    boolean isUndivided() {
        return colours.length == 1;
    }

    Decision first() {
        return colours[0];
    }

    Decision of(long identity) {
        int winner = 0;
        long shortest = time(identity, 0);
        for (int i = 1; i < colours.length; i++) {
            long time = time(identity, i);
            if (time * weights[winner] < shortest * weights[i]) {
                winner = i;
                shortest = time;
            }
        }
        return colours[winner];
    }

    private long time(long identity, int colour) {
        long drawn = StableHash.mix(identity ^ seeds[colour]);
        double uniform = ((drawn >>> 11) + 0.5) * 0x1p-53;
        return (long) (-StrictMath.log(uniform) * ONE);
    }
}
