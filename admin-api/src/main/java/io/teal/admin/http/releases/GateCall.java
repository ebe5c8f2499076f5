package io.teal.admin.http.releases;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.admin.release.drive.Driver;
import io.teal.admin.release.gate.GateReport;
import io.teal.gateway.Gateway;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.release.Plan;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The call that asks a colour the questions of the gate of its service, without a release. */
final class GateCall {
    private final Gateway gateway;
    private final Driver driver;

    GateCall(Gateway gateway, Driver driver) {
        this.gateway = gateway;
        this.driver = driver;
    }

    Endpoint endpoint() {
        return Endpoint.of("runGate", this::run).takingLong();
    }

    private Answer run(Call call) throws Exception {
        ObjectNode body = Json.object(call.text(), Set.of("upstream"));
        String upstream = Objects.requireNonNullElse(Json.text(body, "upstream"), "");
        Map<String, Service> services = gateway.revision().routing().services();
        Service service = services.get(call.parameter("service"));
        if (service == null) {
            throw Problem.of(
                    ProblemKind.NOT_FOUND,
                    "there is no service %s; known: %s",
                    call.parameter("service"),
                    String.join(", ", services.keySet()));
        }
        if (!service.upstreams().containsKey(upstream)) {
            throw Problem.of(
                    ProblemKind.INVALID,
                    "upstream: found %s, expected an upstream of %s: %s",
                    upstream.isEmpty() ? "nothing" : upstream,
                    service.name(),
                    String.join(", ", service.upstreams().keySet()));
        }
        Plan plan = service.release();
        Plan.Gate gate = plan == null ? null : plan.gate();
        String questions = gate == null ? null : gate.questions();
        if (gate == null || questions == null) {
            throw Problem.of(
                    ProblemKind.INVALID,
                    "%s has no questions; name a file in services.%s.release.gate.questions",
                    service.name(),
                    service.name());
        }
        String serving = service.traffic().split().entrySet().stream()
                .filter(weight -> weight.getValue() > 0 && !weight.getKey().equals(upstream))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        GateReport report = driver.gate(service.name(), upstream, serving, gate, questions);
        return Answer.json(Json.ours(report.toJson()));
    }
}
