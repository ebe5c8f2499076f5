package io.teal.admin.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Revisions as JSON on one line, and back. A reader is for the replay of one file. */
final class RevisionRecords {
    private final Path file;

    /** Rollbacks bring the same routing again and again; each is read once. */
    private final Map<String, Routing> routings = new HashMap<>();

    RevisionRecords(Path file) {
        this.file = file;
    }

    static byte[] write(Revision revision) {
        Revision.Provenance provenance = revision.provenance();
        return new JsonObject()
                .put("revision", revision.number())
                .put("kind", provenance.kind().name().toLowerCase(Locale.ROOT))
                .put("at", provenance.at().toString())
                .put("who", provenance.who())
                .put("reason", provenance.reason())
                .put("from", provenance.from())
                .put("routing", new JsonObject(RoutingText.toJson(revision.routing())))
                .encode()
                .getBytes(UTF_8);
    }

    Revision read(byte[] payload, long expected) throws StoreException {
        try {
            JsonObject record = new JsonObject(new String(payload, UTF_8));
            long number = record.getLong("revision");
            if (number != expected) {
                throw new StoreException(file + ": found revision " + number + " where " + expected
                        + " belongs; restore it from a copy");
            }
            Revision.Provenance provenance = new Revision.Provenance(
                    Revision.Kind.valueOf(record.getString("kind").toUpperCase(Locale.ROOT)),
                    Instant.parse(record.getString("at")),
                    record.getString("who"),
                    record.getString("reason"),
                    record.getLong("from"));
            return new Revision(number, routing(record.getJsonObject("routing").encode(), number), provenance);
        } catch (RuntimeException e) {
            throw new StoreException(
                    file + ": revision " + expected + " is not a record of this version (" + e + ")", e);
        }
    }

    private Routing routing(String json, long number) throws StoreException {
        Routing known = routings.get(json);
        if (known != null) {
            return known;
        }
        try {
            Routing routing =
                    RoutingText.parse(file + " revision " + number, json).routing();
            routings.put(json, routing);
            return routing;
        } catch (ConfigException e) {
            throw new StoreException(
                    "the routing of a stored revision is not one of this version:\n" + e.getMessage(), e);
        }
    }
}
