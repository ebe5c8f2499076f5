package io.teal.gateway.upstream.balance;

/** All are equally good, and take {@link Turns}. */
final class RoundRobin implements Selection {
    @Override
    public <C extends Candidate> int best(C[] from, int count, long hash, long now) {
        return count;
    }
}
