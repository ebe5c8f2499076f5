package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.IfMatch;
import io.teal.admin.http.Json;
import io.teal.admin.http.MediaType;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.admin.revision.Change;
import io.teal.admin.revision.Revisions;
import io.teal.gateway.config.GatewayConfig.Role;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The calls that read and change the routing. */
final class RoutingCalls {
    private static final String ROUTING = "/api/v1/routing";

    private final Revisions revisions;
    private final Fleet fleet;

    RoutingCalls(Revisions revisions, Fleet fleet) {
        this.revisions = revisions;
        this.fleet = fleet;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(ROUTING, Role.VIEWER, this::read),
                Endpoint.put(ROUTING, Role.ADMIN, List.of(Answer.JSON, Answer.YAML), this::apply)
                        .asking("reason", "wait", "timeout"),
                Endpoint.post("/api/v1/services/{service}/switch", Role.OPERATOR, this::switchTraffic)
                        .asking("wait", "timeout"),
                Endpoint.post("/api/v1/rollback", Role.OPERATOR, this::rollback).asking("wait", "timeout"));
    }

    private Answer read(Call call) {
        Revision current = revisions.current();
        Answer answer = MediaType.prefersYaml(call.headers().getAll("Accept"))
                ? Answer.text(Answer.YAML, RoutingText.toYaml(current.routing()))
                : Answer.text(Answer.JSON, RoutingText.toJson(current.routing()));
        return answer.of(current);
    }

    private Answer apply(Call call) throws Exception {
        LongPredicate expected = IfMatch.parse(call.ifMatch());
        String text = call.text();
        if (call.type().equals(Answer.JSON)) {
            Json.checkSyntax(text);
        }
        RoutingText.Parsed parsed = RoutingText.parse("request body", text);
        Change change = new Change.Apply(parsed.routing());
        Duration patience = FleetCalls.patience(call);
        Revision inEffect =
                fleet.writes().write(expected, change, call.author(call.query().get("reason")));
        ObjectNode view = RevisionView.of(inEffect);
        if (!parsed.warnings().isEmpty()) {
            ArrayNode warnings = view.putArray("warnings");
            parsed.warnings().forEach(warning -> warnings.add(warning.toString()));
        }
        FleetCalls.await(fleet, inEffect, patience, view);
        return Answer.json(view).of(inEffect);
    }

    private Answer switchTraffic(Call call) throws Exception {
        LongPredicate expected = IfMatch.parse(call.ifMatch());
        ObjectNode body = Json.object(call.text(), Set.of("to", "split", "reason"));
        String service = call.parameter("service");
        String to = Json.text(body, "to");
        Map<String, Integer> split = Json.numbers(body, "split");
        if ((to == null) == (split == null)) {
            throw Problem.of(
                    ProblemKind.INVALID,
                    "found %s, expected one of: to (the name of an upstream), split (weights by upstream)",
                    to == null ? "neither to nor split" : "both to and split");
        }
        Change change = to != null
                ? new Change.SwitchTo(service, to)
                : new Change.Split(service, split == null ? Map.of() : split);
        return write(expected, change, call, Json.text(body, "reason"));
    }

    private Answer rollback(Call call) throws Exception {
        LongPredicate expected = IfMatch.parse(call.ifMatch());
        ObjectNode body = Json.object(call.text(), Set.of("to", "reason"));
        long to = Json.number(body, "to");
        Change change = to == 0 ? new Change.RollbackToBefore() : new Change.RollbackTo(to);
        return write(expected, change, call, Json.text(body, "reason"));
    }

    private Answer write(LongPredicate expected, Change change, Call call, @Nullable String reason) throws Exception {
        Duration patience = FleetCalls.patience(call);
        Revision inEffect = fleet.writes().write(expected, change, call.author(reason));
        ObjectNode view = RevisionView.of(inEffect);
        FleetCalls.await(fleet, inEffect, patience, view);
        return Answer.json(view).of(inEffect);
    }
}
