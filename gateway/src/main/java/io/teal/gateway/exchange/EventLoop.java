package io.teal.gateway.exchange;

import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.address.RealIp;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.stats.Stats;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

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
 */
public record EventLoop(
        int index,
        Vertx vertx,
        Context context,
        Deadlines deadlines,
        RealIp realIp,
        Stats stats,
        RecentRequests recent,
        AccessLog accessLog) {
    /** Whether the code that asks runs on this loop. Any thread. */
    public boolean here() {
        return ((ContextInternal) context).inThread();
    }
}
