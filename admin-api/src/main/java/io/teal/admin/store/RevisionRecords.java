package io.teal.admin.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Revisions as JSON on one line, and back. Any thread. */
public final class RevisionRecords {
    private static final int REMEMBERED = 16;

    private final Path source;

    /** Switches and rollbacks bring the same few routings again and again; each is read once. Guarded by itself. */
    private final Map<String, Routing> routings = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Routing> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Reads what comes from a place, which errors name. */
    public RevisionRecords(Path source) {
        this.source = source;
    }

    /** The record of a revision: the same bytes for equal revisions. */
    public static byte[] write(Revision revision) {
        Revision.Provenance provenance = revision.provenance();
        JsonObject record = new JsonObject()
                .put("revision", revision.number())
                .put("kind", provenance.kind().name().toLowerCase(Locale.ROOT))
                .put("at", provenance.at().toString())
                .put("who", provenance.who())
                .put("reason", provenance.reason())
                .put("from", provenance.from())
                .put("key", provenance.key())
                .put("routing", new JsonObject(RoutingText.toJson(revision.routing())));
        if (!revision.releases().isEmpty()) {
            record.put("releases", ReleaseRecords.write(revision.releases()));
        }
        return record.encode().getBytes(UTF_8);
    }

    /**
     * The revision of a record.
     *
     * @throws StoreException when it is none that this version can read
     */
    public Revision read(byte[] payload) throws StoreException {
        try {
            JsonObject record = new JsonObject(new String(payload, UTF_8));
            long number = record.getLong("revision");
            Revision.Provenance provenance = new Revision.Provenance(
                    Revision.Kind.valueOf(record.getString("kind").toUpperCase(Locale.ROOT)),
                    Instant.parse(record.getString("at")),
                    record.getString("who"),
                    record.getString("reason"),
                    record.getLong("from"),
                    record.getString("key", ""));
            return new Revision(
                    number,
                    routing(record.getJsonObject("routing").encode(), number),
                    provenance,
                    ReleaseRecords.read(record.getJsonArray("releases")));
        } catch (RuntimeException | ConfigException e) {
            throw new StoreException(source + ": found a record that is no revision of this version (" + e + ")", e);
        }
    }

    private Routing routing(String json, long number) throws StoreException {
        synchronized (routings) {
            Routing known = routings.get(json);
            if (known != null) {
                return known;
            }
        }
        try {
            Routing routing =
                    RoutingText.parse(source + " revision " + number, json).routing();
            synchronized (routings) {
                routings.put(json, routing);
            }
            return routing;
        } catch (ConfigException e) {
            throw new StoreException(
                    "the routing of a stored revision is not one of this version:\n" + e.getMessage(), e);
        }
    }
}
