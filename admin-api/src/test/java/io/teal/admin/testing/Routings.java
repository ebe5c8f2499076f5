package io.teal.admin.testing;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.time.Instant;

/** Routings to test with. */
public final class Routings {
    private Routings() {}

    /** Two services, chat (blue, green) and docs (main), behind /chat/ and /docs/. */
    public static Routing two(String blue, String green, String main) {
        return parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [%s]}
                      green: {servers: [%s]}
                    traffic: {split: {blue: 100}}
                  docs:
                    upstreams:
                      main: {servers: [%s]}
                    traffic: {split: {main: 1}}
                routes:
                  - {name: chat, match: {path: /chat/}, service: chat}
                  - {name: docs, match: {path: /docs/}, service: docs}
                """.formatted(blue, green, main));
    }

    /** One service, chat (blue, green), behind everything. */
    public static Routing blueGreen(String blue, String green) {
        return parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["%s"]}
                      green: {servers: ["%s"]}
                    traffic: {split: {blue: 100}}
                routes:
                  - {name: all, match: {path: /}, service: chat}
                """.formatted(blue, green));
    }

    /** The same with addresses nobody listens on. */
    public static Routing two() {
        return two("127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3");
    }

    public static Routing parse(String yaml) {
        try {
            return RoutingText.parse("test", yaml).routing();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    public static Revision revision(long number, Routing routing, String reason) {
        Instant at = Instant.parse("2026-08-01T10:00:00.123Z");
        return new Revision(
                number, routing, new Revision.Provenance(Revision.Kind.APPLY, at, "ops", reason, number - 1));
    }
}
