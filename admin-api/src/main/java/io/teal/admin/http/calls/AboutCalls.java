package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.audit.Audit;
import io.teal.admin.fleet.Fleet;
import io.teal.admin.fleet.FleetStatus;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.contract.Contract;
import io.teal.admin.http.page.DocumentPage;
import io.teal.admin.metrics.Metrics;
import io.teal.gateway.Gateway;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Service;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The calls about the process itself: probes, numbers, and the description of this API. */
final class AboutCalls {
    private final Gateway gateway;
    private final Fleet fleet;
    private final Audit audit;
    private final String version;
    private final Contract contract;
    private final BooleanSupplier leaving;
    private final Metrics metrics;
    private volatile @Nullable String page;

    /**
     * The calls about one process.
     *
     * @param leaving whether it is about to end and wants no new requests
     */
    AboutCalls(Gateway gateway, Fleet fleet, Audit audit, String version, Contract contract, BooleanSupplier leaving) {
        this.gateway = gateway;
        this.fleet = fleet;
        this.audit = audit;
        this.version = version;
        this.contract = contract;
        this.leaving = leaving;
        this.metrics = new Metrics(
                gateway::stats,
                () -> gateway.upstreams().status(),
                () -> gateway.upstreams().breakers(),
                () -> gateway.cache().stats(),
                gateway::sharing,
                fleet::status,
                () -> gateway.shadows().read(),
                gateway.accessLog());
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("live", call -> status(200, "up")),
                Endpoint.of("ready", this::ready),
                Endpoint.of("health", this::health),
                Endpoint.of("metrics", call -> Answer.text(Metrics.CONTENT_TYPE, metrics.scrape())),
                Endpoint.of("readDescription", call -> Answer.text(Answer.YAML, contract.text())),
                Endpoint.of("readPage", this::page));
    }

    /** Made for the first who wants to see it rather than at the start. */
    private Answer page(Call call) {
        String text = page;
        if (text == null) {
            text = DocumentPage.of(Json.ours(contract.document().encode()));
            page = text;
        }
        return Answer.text(Answer.HTML, text).with("Content-Security-Policy", DocumentPage.policy());
    }

    private Answer ready(Call call) {
        if (leaving.getAsBoolean()) {
            return status(503, "leaving");
        }
        if (gateway.revision().number() == 0) {
            return status(503, "starting");
        }
        FleetStatus status = fleet.status();
        ObjectNode body = Json.object().put("status", "up");
        // Whoever is cut off serves as well as before: it is said, and no reason to send nobody any more.
        body.putObject("detail")
                .put("revision", status.serving())
                .put("behind", status.behind())
                .put("redis", !status.shared() ? "none" : status.connected() ? "connected" : "away")
                .put("store", status.kept() && !audit.broken() ? "written" : "refusing")
                .put("problem", status.problem());
        return Answer.json(body);
    }

    private Answer health(Call call) {
        Revision revision = gateway.revision();
        ObjectNode body = Json.object()
                .put("name", "teal")
                .put("version", version)
                .put("status", leaving.getAsBoolean() ? "leaving" : "up")
                .put("revision", revision.number());
        ObjectNode services = body.putObject("services");
        for (Service service : revision.routing().services().values()) {
            ObjectNode told = services.putObject(service.name());
            RevisionView.split(told.putObject("split"), service);
            for (String upstream : service.upstreams().keySet()) {
                Map<String, String> fingerprints = gateway.knowledge(service.name(), upstream);
                if (!fingerprints.isEmpty()) {
                    fingerprints.forEach(told.withObject("/knowledge").putObject(upstream)::put);
                }
            }
        }
        return Answer.json(body);
    }

    private static Answer status(int status, String word) {
        return Answer.json(Json.object().put("status", word)).withStatus(status);
    }
}
