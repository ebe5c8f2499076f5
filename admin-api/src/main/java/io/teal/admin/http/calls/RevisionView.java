package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Json;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Service;
import java.util.Locale;

/** Revisions as JSON. */
final class RevisionView {
    private RevisionView() {}

    static ObjectNode of(Revision revision) {
        Revision.Provenance provenance = revision.provenance();
        ObjectNode view = Json.object()
                .put("revision", revision.number())
                .put("kind", provenance.kind().name().toLowerCase(Locale.ROOT))
                .put("at", provenance.at().toString())
                .put("who", provenance.who())
                .put("reason", provenance.reason())
                .put("from", provenance.from());
        ObjectNode traffic = view.putObject("traffic");
        for (Service service : revision.routing().services().values()) {
            split(traffic.putObject(service.name()), service);
        }
        return view;
    }

    static void split(ObjectNode target, Service service) {
        service.traffic().split().forEach(target::put);
    }
}
