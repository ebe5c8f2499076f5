package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.teal.admin.http.change.MergePatch;
import io.teal.admin.revision.Change;
import io.teal.admin.revision.Revisions;
import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls that read and change the routing. */
final class RoutingCalls {

    private final Revisions revisions;
    private final RoutingWrite write;

    RoutingCalls(Revisions revisions, Fleet fleet) {
        this.revisions = revisions;
        this.write = new RoutingWrite(revisions, fleet);
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("readRouting", this::read),
                Endpoint.of("applyRouting", this::apply),
                Endpoint.of("patchRouting", this::patch),
                Endpoint.of("switchTraffic", this::switchTraffic),
                Endpoint.of("rollback", this::rollback));
    }

    private Answer read(Call call) {
        Revision current = revisions.current();
        Answer answer = MediaType.prefersYaml(call.headers().getAll("Accept"))
                ? Answer.text(Answer.YAML, RoutingText.toYaml(current.routing()))
                : Answer.text(Answer.JSON, RoutingText.toJson(current.routing()));
        return answer.of(current);
    }

    private Answer apply(Call call) throws Exception {
        IfMatch.check(call.ifMatch());
        String text = call.text();
        if (call.type().equals(Answer.JSON)) {
            Json.checkSyntax(text);
        }
        return write.answer(call, call.query().get("reason"), Duration.ZERO, current -> wanted("request body", text));
    }

    private Answer patch(Call call) throws Exception {
        IfMatch.check(call.ifMatch());
        JsonNode patch = Json.tree(call.text());
        if (!patch.isObject()) {
            throw Problem.of(ProblemKind.INVALID, "found %s, expected a JSON object", Json.kind(patch));
        }
        return write.answer(call, call.query().get("reason"), Duration.ZERO, current -> {
            JsonNode routing = Json.ours(RoutingText.toJson(current.routing()));
            return wanted("patched routing", MergePatch.apply(routing, patch).toPrettyString());
        });
    }

    private static RoutingWrite.Wanted wanted(String name, String text) throws ConfigException {
        RoutingText.Parsed parsed = RoutingText.parse(name, text);
        return new RoutingWrite.Wanted(new Change.Apply(parsed.routing()), parsed.warnings());
    }

    private Answer switchTraffic(Call call) throws Exception {
        IfMatch.check(call.ifMatch());
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
        return write.answer(
                call, Json.text(body, "reason"), FleetCalls.UNASKED, current -> RoutingWrite.Wanted.of(change));
    }

    private Answer rollback(Call call) throws Exception {
        IfMatch.check(call.ifMatch());
        ObjectNode body = Json.object(call.text(), Set.of("to", "reason"));
        long to = Json.number(body, "to");
        Change change = to == 0 ? new Change.RollbackToBefore() : new Change.RollbackTo(to);
        return write.answer(
                call, Json.text(body, "reason"), FleetCalls.UNASKED, current -> RoutingWrite.Wanted.of(change));
    }
}
