package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service and the living state of its servers as the admin API tells them.
 *
 * @param name of the service
 * @param split weight by upstream
 * @param upstreams in the order of the routing
 */
public record ServiceReply(String name, Map<String, Integer> split, List<UpstreamReply> upstreams) {
    public ServiceReply {
        name = Texts.orEmpty(name);
        split = Texts.orEmpty(split);
        upstreams = Texts.orEmpty(upstreams);
    }

    /** All services and the revision they belong to. */
    public record All(long revision, List<ServiceReply> services) {
        public All {
            services = Texts.orEmpty(services);
        }
    }

    /** One colour of a service; {@code breaker} is null when it has none. */
    public record UpstreamReply(
            String name, String balance, @Nullable BreakerReply breaker, List<ServerReply> servers) {
        public UpstreamReply {
            name = Texts.orEmpty(name);
            balance = Texts.orEmpty(balance);
            servers = Texts.orEmpty(servers);
        }
    }

    /** The circuit breaker of an upstream: rates in percent of {@code calls}, {@code retryAfter} in seconds. */
    public record BreakerReply(
            String state,
            int calls,
            @JsonProperty("failure_rate") double failureRate,
            @JsonProperty("slow_rate") double slowRate,
            @JsonProperty("retry_after") int retryAfter) {
        public BreakerReply {
            state = Texts.orEmpty(state);
        }
    }

    /**
     * One instance; times are milliseconds, 0 where nothing is known.
     *
     * @param elsewhere requests it has from other gateways
     * @param shared after an order: whether the other gateways hear of it
     */
    public record ServerReply(
            String address,
            String state,
            String reason,
            int leases,
            @JsonProperty("ghost_load") double ghostLoad,
            int queued,
            @JsonProperty("recent_failures") int recentFailures,
            long requests,
            long failures,
            @JsonProperty("ejected_for_ms") long ejectedForMillis,
            @JsonProperty("oldest_lease_ms") long oldestLeaseMillis,
            @JsonProperty("first_byte_ms") long firstByteMillis,
            int weight,
            boolean backup,
            int elsewhere,
            boolean shared) {
        public ServerReply {
            address = Texts.orEmpty(address);
            state = Texts.orEmpty(state);
            reason = Texts.orEmpty(reason);
        }
    }
}
