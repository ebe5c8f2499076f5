package io.teal.benchmarks.micro;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Stats;
import io.teal.gateway.tls.OriginTls;
import io.teal.gateway.upstream.Lease;
import io.teal.gateway.upstream.Places;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.gateway.upstream.UpstreamGroup;
import io.teal.gateway.upstream.Upstreams;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A place at a server by {@code least_conn}, and its end, with 64 requests under way. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the setup first.
public class Servers implements Places.Asker {
    private static final int UNDER_WAY = 64;

    @Param({"3", "300"})
    int servers;

    /** Whether leases say how their server was chosen, as they do unless {@code recent_requests} is 0. */
    @Param({"true", "false"})
    boolean noted;

    private Vertx vertx;
    private Context loop;
    private Upstreams upstreams;
    private UpstreamGroup group;
    private final Lease[] underWay = new Lease[UNDER_WAY];
    private int oldest;
    private @Nullable Lease granted;

    /** Takes the places; the leases must be spread evenly. */
    @Setup
    public void open() {
        vertx = Vertx.vertx();
        loop = vertx.getOrCreateContext();
        upstreams = new Upstreams(
                vertx, System::nanoTime, new EventLog(InstantSource.system()), new OriginTls(), new Stats(), noted);
        upstreams.apply(routing());
        group = upstreams.group("chat", "blue");
        for (int i = 0; i < UNDER_WAY; i++) {
            underWay[i] = take();
        }
        for (ServerStatus status : upstreams.status()) {
            Check.that(
                    status.leases() == UNDER_WAY / servers || status.leases() == UNDER_WAY / servers + 1,
                    status.key() + " has " + status.leases() + " of " + UNDER_WAY + " requests");
        }
    }

    /** Takes a place and ends the oldest lease. */
    @Benchmark
    public Lease takeAndEnd() {
        Lease lease = take();
        underWay[oldest].end(Lease.Verdict.SUCCESS);
        underWay[oldest] = lease;
        oldest = oldest + 1 == UNDER_WAY ? 0 : oldest + 1;
        return lease;
    }

    /** Nothing may be left when all leases have ended. */
    @TearDown
    public void close() throws Exception {
        for (Lease lease : underWay) {
            lease.end(Lease.Verdict.SUCCESS);
        }
        List<ServerStatus> after = upstreams.status();
        upstreams.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        for (ServerStatus status : after) {
            Check.that(status.leases() == 0, status.key() + " has " + status.leases() + " leases that nobody has");
        }
    }

    @Override
    public void granted(Lease lease) {
        granted = lease;
    }

    @Override
    public void refused(Places.Refusal refusal) {
        throw new IllegalStateException("no place: " + refusal);
    }

    private Lease take() {
        granted = null;
        Places.Ticket ticket = group.acquire(loop, 0, List.of(), this);
        Lease lease = granted;
        if (ticket != null || lease == null) {
            throw new IllegalStateException("no place at once");
        }
        return lease;
    }

    private Routing routing() {
        List<Server> all = new ArrayList<>(servers);
        for (int i = 0; i < servers; i++) {
            all.add(Server.at(new Address("10.0.0." + i % 250, 7861 + i)));
        }
        LinkedHashMap<String, Upstream> upstream = new LinkedHashMap<>(Map.of("blue", Upstream.of("blue", all)));
        Traffic traffic = new Traffic(new LinkedHashMap<>(Map.of("blue", 1)), Traffic.DEFAULT_IDENTITY, List.of());
        return new Routing(new LinkedHashMap<>(Map.of("chat", new Service("chat", upstream, traffic))), List.of());
    }
}
