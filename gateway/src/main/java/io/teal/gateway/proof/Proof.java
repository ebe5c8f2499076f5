package io.teal.gateway.proof;

/**
 * What came of a gateway that asked itself whether a revision is in effect.
 *
 * @param revision number of the revision
 * @param problem which listener answered something else, or nothing, in words; empty when all answered by the revision
 */
public record Proof(long revision, String problem) {
    /** All listeners answered by the revision, or there is none that accepts requests. */
    public static Proof held(long revision) {
        return new Proof(revision, "");
    }

    /** Whether all listeners answered by the revision. */
    public boolean holds() {
        return problem.isEmpty();
    }
}
