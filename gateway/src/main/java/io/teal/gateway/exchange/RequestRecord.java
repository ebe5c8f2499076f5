package io.teal.gateway.exchange;

import io.teal.gateway.outcome.Outcome;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one request, filled in on its way and written as one line of the access log when it is over. Confined to
 * the event loop.
 */
public final class RequestRecord {
    private static final Logger log = LoggerFactory.getLogger("io.teal.access");
    private static final long NONE = -1;

    private final long startedAt;
    private String route = "";
    private String upstream = "";
    private String cache = "";
    private Object server = "";
    private int attempts;
    private long firstTokenNanos = NONE;

    /** Of a request that began at this time of the loop's clock, nanoseconds. */
    public RequestRecord(long startedAt) {
        this.startedAt = startedAt;
    }

    /** The route it took. */
    void route(String name) {
        route = name;
    }

    /** The upstream that was chosen. */
    public void upstream(String name) {
        upstream = name;
    }

    /** How the answer cache met it; empty when it was not asked. */
    public void cache(String how) {
        cache = how;
    }

    /**
     * An attempt began.
     *
     * @param at the server; its text is taken when the line is written
     */
    public void attempt(Object at) {
        server = at;
        attempts++;
    }

    /** The first token came. */
    public void firstToken(long now) {
        firstTokenNanos = now - startedAt;
    }

    void write(Exchange exchange, Outcome outcome, long now) {
        if (!log.isInfoEnabled()) {
            return;
        }
        HttpServerResponse response = exchange.response();
        boolean told = response.headWritten() || response.ended();
        log.info(
                "request request_id={} client={} method={} path=\"{}\" route={} upstream={} server={} status={} outcome={}"
                        + " reason={} cache={} attempts={} first_token_ms={} duration_ms={} bytes={} revision={}",
                exchange.requestId(),
                exchange.head().clientIp(),
                exchange.head().method(),
                exchange.head().path(),
                route,
                upstream,
                server,
                told ? response.getStatusCode() : outcome.status(),
                outcome.word(),
                outcome.tag(),
                cache,
                attempts,
                firstTokenNanos == NONE ? "" : TimeUnit.NANOSECONDS.toMillis(firstTokenNanos),
                TimeUnit.NANOSECONDS.toMillis(now - startedAt),
                response.bytesWritten(),
                exchange.routing().revisionText());
    }
}
