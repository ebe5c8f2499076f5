package io.teal.admin.fleet;

import java.util.List;

/**
 * How far a revision has come.
 *
 * @param converged whether every gateway serves it, as its listeners have shown
 * @param gateways all there are
 */
public record Convergence(boolean converged, List<Member> gateways) {
    public Convergence {
        gateways = List.copyOf(gateways);
    }
}
