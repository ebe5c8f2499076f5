package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.fleet.Convergence;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.fleet.FleetStatus;
import io.teal.admin.fleet.Member;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.config.text.Units;
import io.teal.gateway.routing.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What is to be said about the other gateways. */
final class FleetCalls {
    /** How long a switch or a rollback waits when it is not told. */
    static final Duration UNASKED = Duration.ofSeconds(5);

    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(50);

    private final Fleet fleet;

    FleetCalls(Fleet fleet) {
        this.fleet = fleet;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("listGateways", this::list));
    }

    private Answer list(Call call) {
        FleetStatus status = fleet.status();
        ObjectNode body = Json.object()
                .put("shared", status.shared())
                .put("connected", status.connected())
                .put("problem", status.problem())
                .put("revision", status.agreed());
        gateways(body, fleet.members());
        return Answer.json(body);
    }

    /**
     * How long a call wants to wait for all gateways; zero when it does not.
     *
     * @param unasked how long one waits that does not say whether it wants to; zero for not at all
     */
    static Duration patience(Call call, Duration unasked) throws Problem {
        String wait = call.query().get("wait");
        String text = call.query().get("timeout");
        Duration usual = wait == null && !unasked.isZero() ? unasked : USUAL;
        Duration timeout = text == null ? usual : Duration.ofMillis(Units.millis(text));
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw Problem.of(ProblemKind.INVALID, "timeout: found %s, expected a duration like 5s, up to 50s", text);
        }
        boolean waits = wait == null ? !unasked.isZero() : wait.equals("all");
        return waits ? timeout : Duration.ZERO;
    }

    /** Waits until all gateways have shown that they serve a revision, and says of each how far it is. */
    static void await(Fleet fleet, Revision revision, Duration patience, ObjectNode into) {
        if (patience.isZero()) {
            return;
        }
        Convergence convergence = fleet.await(revision, patience);
        into.put("converged", convergence.converged());
        gateways(into, convergence.gateways());
    }

    private static void gateways(ObjectNode into, List<Member> members) {
        ArrayNode list = into.putArray("gateways");
        for (Member member : members) {
            list.addObject()
                    .put("id", member.id())
                    .put("name", member.name())
                    .put("state", member.state().name().toLowerCase(Locale.ROOT))
                    .put("revision", member.revision())
                    .put("proven_ms", member.provenMillis())
                    .put("problem", member.problem().isEmpty() ? null : member.problem())
                    .put("last_seen_ms", member.lastSeenMillis())
                    .put("self", member.self());
        }
    }
}
