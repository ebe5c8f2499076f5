package io.teal.gateway.exchange;

import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.trace.RequestTrace;
import io.teal.gateway.trace.TraceParent;
import io.teal.gateway.trace.export.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of one event loop share. Confined to that loop.
 *
 * @param index 0 for the first loop of the gateway, 1 for the next
 * @param vertx the process's Vert.x
 * @param context the context of the loop; timers and grants come back on it
 * @param deadlines the loop's clocks
 * @param realIp whose word about a client's address is taken; shared by all loops
 * @param stats the counters of the gateway; shared by all loops
 * @param recent the last requests that are over; shared by all loops
 * @param accessLog where they are logged; shared by all loops
 * @param tracing where they are traced, or null for nowhere; shared by all loops
 */
public record EventLoop(
        int index,
        Vertx vertx,
        Context context,
        Deadlines deadlines,
        RealIp realIp,
        Stats stats,
        RecentRequests recent,
        AccessLog accessLog,
        @Nullable Tracing tracing) {
    /** Whether the code that asks runs on this loop. Any thread. */
    public boolean here() {
        return ((ContextInternal) context).inThread();
    }

    /** The trace of a request that comes; null when it is not traced. */
    @Nullable RequestTrace traced(HttpServerRequest request) {
        return tracing == null ? null : tracing.begin(request.getHeader(TraceParent.NAME));
    }

    /** A request is over. */
    void trace(RequestRecord record) {
        if (tracing != null) {
            tracing.over(record);
        }
    }
}
