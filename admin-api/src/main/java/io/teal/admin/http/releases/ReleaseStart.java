package io.teal.admin.http.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.admin.revision.Author;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a release is at its beginning. */
final class ReleaseStart {
    private ReleaseStart() {}

    static Release of(Revision current, String name, ObjectNode body, boolean forced, Author author, Instant now)
            throws Problem, ConfigException {
        Service service = current.routing().services().get(name);
        if (service == null) {
            throw Problem.of(
                    ProblemKind.NOT_FOUND,
                    "there is no service %s; known: %s",
                    name,
                    String.join(", ", current.routing().services().keySet()));
        }
        Release newest = current.releases().get(name);
        if (newest != null && !newest.state().over()) {
            throw Problem.of(
                    ProblemKind.RELEASE_REFUSED, "release %s goes on; abort it, or wait for its end", newest.id());
        }
        String to = Objects.requireNonNullElse(Json.text(body, "to"), "");
        if (!service.upstreams().containsKey(to)) {
            throw Problem.of(
                    ProblemKind.INVALID,
                    "to: found %s, expected an upstream of %s: %s",
                    to.isEmpty() ? "nothing" : to,
                    name,
                    String.join(", ", service.upstreams().keySet()));
        }
        Plan plan = plan(service, body.get("plan"));
        State state = plan.schedule() == null ? State.WAKING : State.SCHEDULED;
        String why = author.reason().isEmpty() ? "started by " + author.who() : author.reason();
        String reason = forced ? "past the gate: " + why : why;
        return new Release(
                name + "-" + (newest == null ? 1 : number(newest) + 1),
                name,
                from(service, to),
                to,
                forced ? past(plan) : plan,
                service.traffic().split(),
                current.number(),
                state,
                -1,
                now,
                null,
                0,
                newest == null ? 0 : newest.driver(),
                false,
                List.of(new Release.Transition(now, state, -1, author.who(), reason)));
    }

    private static long number(Release release) {
        return Long.parseLong(release.id().substring(release.id().lastIndexOf('-') + 1));
    }

    private static Plan plan(Service service, @Nullable JsonNode given) throws ConfigException {
        if (given != null) {
            return RoutingText.parsePlan("plan", given.toString());
        }
        Plan configured = service.release();
        return configured == null ? Plan.DEFAULT : configured;
    }

    /** The same plan without what could keep the new colour from its first request. */
    private static Plan past(Plan plan) {
        Plan.Gate gate = plan.gate();
        Plan.Gate open =
                gate == null ? null : new Plan.Gate(null, gate.pass(), gate.firstTokenP95(), null, gate.warmCache());
        return new Plan(plan.lifecycle(), open, plan.steps(), plan.guard(), plan.hooks(), plan.schedule());
    }

    /** The colour that has all the traffic. */
    private static String from(Service service, String to) throws Problem {
        List<String> serving = service.traffic().split().entrySet().stream()
                .filter(weight -> weight.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
        if (serving.size() != 1 || serving.getFirst().equals(to)) {
            throw Problem.of(
                    ProblemKind.RELEASE_REFUSED,
                    serving.size() == 1
                            ? "%2$s has all the traffic of %1$s already"
                            : "%s have traffic of %s; give all of it to the colour that serves before (teal switch), and start"
                                    + " again",
                    serving.size() == 1 ? service.name() : String.join(" and ", serving),
                    serving.size() == 1 ? to : service.name());
        }
        return serving.getFirst();
    }
}
