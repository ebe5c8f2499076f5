package io.teal.gateway.upstream.balance;

/**
 * Smooth weighted round robin as in nginx: each server's sum grows by its weight, the largest is chosen and gives up the
 * total; weights 5, 1, 1 give a a b a c a a.
 */
final class Turns {
    private Turns() {}

    /** The one of the first {@code count} servers, at least 1, whose turn is next. */
    static <C extends Candidate> C next(C[] of, int count, long now) {
        C next = of[0];
        long largest = next.turn().sum + next.weight(now);
        for (int i = 1; i < count; i++) {
            long sum = of[i].turn().sum + of[i].weight(now);
            if (sum > largest) {
                largest = sum;
                next = of[i];
            }
        }
        return next;
    }

    /** The same one, whose turn is over. */
    static <C extends Candidate> C take(C[] of, int count, long now) {
        C next = next(of, count, now);
        long total = 0;
        for (int i = 0; i < count; i++) {
            long weight = of[i].weight(now);
            total += weight;
            of[i].turn().sum += weight;
        }
        next.turn().sum -= total;
        return next;
    }
}
