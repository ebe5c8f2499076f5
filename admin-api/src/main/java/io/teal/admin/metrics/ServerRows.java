package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.upstream.BreakerStatus;
import io.teal.gateway.upstream.ServerStatus;
import java.util.List;
import java.util.Locale;

/** The metrics of upstreams and their servers. Not thread-safe. */
final class ServerRows {
    private final Rows leases;
    private final Rows elsewhere;
    private final Rows queued;
    private final Rows granted;
    private final Rows failures;
    private final Rows attempts;
    private final Rows states;
    private final Rows breakers;
    private final Rows ejections;
    private final Rows retries;
    private final Rows refused;
    private final HistogramRows waits = new HistogramRows(
            "teal_upstream_queue_wait_seconds",
            "How long requests stood in line for a server, those that did, however it ended.");
    private final HistogramRows answer = new HistogramRows(
            "gen_ai_server_request_duration_seconds",
            "How long a good answer took, from when the server had the question to its end.");
    private final HistogramRows firstToken = new HistogramRows(
            "gen_ai_server_time_to_first_token_seconds",
            "How long it took from when the server had the question to the first token of a good stream.");
    private final HistogramRows nextToken = new HistogramRows(
            "gen_ai_server_time_per_output_token_seconds",
            "How long each event after the first token took, the mean of a good stream.");

    ServerRows(MeterRegistry registry) {
        leases = Rows.gauges(registry, "teal.server.leases", "Requests a server has now.");
        elsewhere = Rows.gauges(registry, "teal.server.elsewhere", "Requests a server has from other gateways.");
        queued = Rows.gauges(registry, "teal.upstream.queued", "Requests that wait for a place in an upstream.");
        granted = Rows.counters(registry, "teal.server.requests", "Leases granted on a server.");
        failures = Rows.counters(registry, "teal.server.failures", "Leases on a server that ended in its failure.");
        attempts = Rows.counters(registry, "teal.server.attempts", "Attempts at a server, by how they ended.");
        states = Rows.gauges(registry, "teal.server.state", "1 for the state a server is in, 0 for the others.");
        breakers = Rows.gauges(
                registry, "teal.breaker.state", "1 for the state a circuit breaker is in, 0 for the others.");
        ejections = Rows.counters(
                registry, "teal.ejections", "Servers that were taken out of the traffic of an upstream, by reason.");
        retries = Rows.counters(
                registry, "teal.retries", "Attempts that followed another one, by how that had ended: reason.");
        refused = Rows.counters(
                registry, "teal.retries.refused", "Attempts that failed and were not followed by another, by reason.");
    }

    /** Every row there is, but those of histograms. */
    List<Rows> all() {
        return List.of(
                leases, elsewhere, queued, granted, failures, attempts, states, breakers, ejections, retries, refused);
    }

    /** Every histogram there is. */
    List<HistogramRows> histograms() {
        return List.of(waits, answer, firstToken, nextToken);
    }

    void tell(Snapshot stats, List<ServerStatus> servers, List<BreakerStatus> circuits) {
        servers.forEach(this::tell);
        for (BreakerStatus status : circuits) {
            Tags upstream = Tags.of("service", status.service(), "upstream", status.upstream());
            for (BreakerStatus.State state : BreakerStatus.State.values()) {
                breakers.tell(upstream.and("state", word(state)), status.state() == state ? 1 : 0);
            }
        }
        stats.upstreams().forEach(this::tell);
        for (Snapshot.Model model : stats.models()) {
            String[] labels = {
                "gen_ai_operation_name", "chat",
                "gen_ai_provider_name", model.dialect(),
                "service", model.service(),
                "upstream", model.upstream()
            };
            answer.tell(model.answer(), labels);
            firstToken.tell(model.firstToken(), labels);
            nextToken.tell(model.nextToken(), labels);
        }
    }

    private void tell(ServerStatus status) {
        Tags upstream = Tags.of(
                "service", status.key().service(), "upstream", status.key().upstream());
        Tags server = upstream.and("server", status.key().address().toString());
        leases.tell(server, status.leases());
        elsewhere.tell(server, status.elsewhere());
        queued.tell(upstream, status.queued());
        granted.tell(server, status.requests());
        failures.tell(server, status.failures());
        status.attempts()
                .forEach((outcome, count) ->
                        attempts.tell(server.and("outcome", outcome.word(), "reason", outcome.tag()), count));
        for (ServerStatus.State state : ServerStatus.State.values()) {
            states.tell(server.and("state", word(state)), status.state() == state ? 1 : 0);
        }
    }

    private void tell(Snapshot.Upstream counted) {
        waits.tell(counted.waits(), "service", counted.service(), "upstream", counted.upstream());
        Tags upstream = Tags.of("service", counted.service(), "upstream", counted.upstream());
        counted.ejections().forEach((why, count) -> ejections.tell(upstream.and("reason", why.word()), count));
        counted.retries().forEach((outcome, count) -> retries.tell(upstream.and("reason", outcome.tag()), count));
        counted.refusals().forEach((why, count) -> refused.tell(upstream.and("reason", why.word()), count));
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
