package io.teal.admin.audit;

/**
 * What somebody tries to do.
 *
 * @param who name of the caller; empty when nobody knows it
 * @param role of the caller; empty when it has none
 * @param from address it comes from
 * @param method of the request
 * @param target of the request: path and query
 */
public record Attempt(String who, String role, String from, String method, String target) {
    private static final int LONGEST = 1_000;

    /** Cuts what is longer than anybody needs: it comes from outside. */
    public Attempt {
        target = target.length() > LONGEST ? target.substring(0, LONGEST) + "…" : target;
        who = who.length() > LONGEST ? who.substring(0, LONGEST) + "…" : who;
    }
}
