package io.teal.admin.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.teal.admin.fleet.FleetStatus;
import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.ask.Shadowed;
import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.fleet.SharingStatus;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.upstream.BreakerStatus;
import io.teal.gateway.upstream.ServerStatus;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a gateway in the text format of Prometheus. The gateway counts by itself; here its counts are only asked for,
 * at each scrape. Thread-safe.
 */
public final class Metrics {
    /** What {@link #scrape} returns is written in. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<Snapshot> stats;
    private final Supplier<List<ServerStatus>> servers;
    private final Supplier<List<BreakerStatus>> breakers;
    private final Supplier<CacheStats> cache;
    private final Supplier<@Nullable SharingStatus> sharing;
    private final Supplier<FleetStatus> fleet;
    private final Supplier<List<Shadowed>> shadows;
    private final AccessLog accessLog;

    /** Made when first asked for: its classes take longer to load than a start may wait for them. */
    @GuardedBy("this") private @Nullable Exposition exposition;

    /**
     * @param stats what was counted up to the moment it is asked
     * @param servers what every server of the current routing is doing then
     * @param breakers what every circuit breaker of it is doing then
     * @param cache what is kept of answers then, and how it was used
     * @param sharing what is shared with other gateways then; it gives null when nothing is
     * @param fleet how it stands with the revisions that gateways share
     * @param shadows what was asked of other upstreams too, up to then
     * @param accessLog the access log
     */
    public Metrics(
            Supplier<Snapshot> stats,
            Supplier<List<ServerStatus>> servers,
            Supplier<List<BreakerStatus>> breakers,
            Supplier<CacheStats> cache,
            Supplier<@Nullable SharingStatus> sharing,
            Supplier<FleetStatus> fleet,
            Supplier<List<Shadowed>> shadows,
            AccessLog accessLog) {
        this.stats = stats;
        this.servers = servers;
        this.breakers = breakers;
        this.cache = cache;
        this.sharing = sharing;
        this.fleet = fleet;
        this.shadows = shadows;
        this.accessLog = accessLog;
    }

    /** The numbers of this moment. Does not wait for anything but another scrape. */
    public synchronized String scrape() {
        Exposition known = exposition;
        if (known == null) {
            known = new Exposition();
            exposition = known;
        }
        return known.of(
                stats.get(),
                servers.get(),
                breakers.get(),
                cache.get(),
                sharing.get(),
                fleet.get(),
                shadows.get(),
                accessLog);
    }
}
