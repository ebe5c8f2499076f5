package io.teal.gateway.proof;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Objects;

/**
 * What the gateway tells itself about a request: by which revision it would be served, and where it would go.
 *
 * @param status of the answer
 * @param revision the number; empty when it was somebody else who answered
 * @param service the service of its route; empty when there is none
 * @param upstream the upstream that the traffic of the service sends it to; empty when there is no service
 * @param canary whether a canary rule decided that, not the split
 */
public record SelfAnswer(int status, String revision, String service, String upstream, boolean canary) {
    private static final int NO_CONTENT = 204;
    private static final CharSequence REVISION = HttpHeaders.createOptimized("X-Teal-Revision");
    private static final CharSequence SERVICE = HttpHeaders.createOptimized("X-Teal-Service");
    private static final CharSequence UPSTREAM = HttpHeaders.createOptimized("X-Teal-Upstream");
    private static final CharSequence DECISION = HttpHeaders.createOptimized("X-Teal-Decision");
    private static final String CANARY = "canary";

    /** The answer about a request that no service is for. */
    public static SelfAnswer of(String revision) {
        return new SelfAnswer(NO_CONTENT, revision, "", "", false);
    }

    /** The answer about one that goes to an upstream. */
    public static SelfAnswer of(String revision, String service, String upstream, boolean canary) {
        return new SelfAnswer(NO_CONTENT, revision, service, upstream, canary);
    }

    /** As it stands in the fields of an answer. */
    static SelfAnswer read(int status, MultiMap fields) {
        return new SelfAnswer(
                status,
                text(fields, REVISION),
                text(fields, SERVICE),
                text(fields, UPSTREAM),
                CANARY.equals(fields.get(DECISION)));
    }

    private static String text(MultiMap fields, CharSequence name) {
        return Objects.requireNonNullElse(fields.get(name), "");
    }

    /** Writes it into the fields of an answer. */
    public void write(MultiMap fields) {
        fields.set(REVISION, revision);
        if (!service.isEmpty()) {
            fields.set(SERVICE, service).set(UPSTREAM, upstream).set(DECISION, canary ? CANARY : "split");
        }
    }
}
