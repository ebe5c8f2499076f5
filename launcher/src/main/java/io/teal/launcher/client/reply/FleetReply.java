package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateways that share a routing.
 *
 * @param shared whether there can be others
 * @param connected whether the one that says so hears of the others
 * @param problem what keeps it from hearing of them
 * @param converged after a change that waited: whether all have shown that they serve it
 * @param gateways all of them
 */
public record FleetReply(
        boolean shared, boolean connected, String problem, boolean converged, List<GatewayReply> gateways) {
    public FleetReply {
        problem = Texts.orEmpty(problem);
        gateways = Texts.orEmpty(gateways);
    }

    /**
     * One of them.
     *
     * @param state {@code serving}, {@code waiting}, {@code unproven} or {@code silent}
     * @param revision the one in effect there
     * @param provenMillis how long it took until its listeners had shown that; null when they have not, or it began with it
     * @param problem what keeps them from showing it; empty for nothing
     */
    public record GatewayReply(
            String id,
            String name,
            String state,
            long revision,
            @JsonProperty("proven_ms") @Nullable Long provenMillis,
            String problem,
            @JsonProperty("last_seen_ms") long lastSeenMillis,
            boolean self) {
        public GatewayReply {
            id = Texts.orEmpty(id);
            name = Texts.orEmpty(name);
            state = Texts.orEmpty(state);
            problem = Texts.orEmpty(problem);
        }
    }
}
