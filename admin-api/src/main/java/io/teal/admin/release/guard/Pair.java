package io.teal.admin.release.guard;

import io.teal.gateway.colour.Interval;

/**
 * Answers of both colours in the same time. Counts of first tokens can be parts of one, since a limit can lie within a bucket.
 *
 * @param fresh of the new colour
 * @param bad bad ones of these
 * @param other of the other colour
 * @param otherBad bad ones of these
 */
record Pair(double fresh, double bad, double other, double otherBad) {
    static final Pair NONE = new Pair(0, 0, 0, 0);

    Pair plus(Pair more) {
        return new Pair(fresh + more.fresh, bad + more.bad, other + more.other, otherBad + more.otherBad);
    }

    Interval range() {
        return share(bad, fresh);
    }

    Interval otherRange() {
        return share(otherBad, other);
    }

    /** Between which shares the true one lies; of parts the nearest whole ones. */
    static Interval share(double bad, double all) {
        return Interval.share(Math.round(bad), Math.round(all));
    }
}
