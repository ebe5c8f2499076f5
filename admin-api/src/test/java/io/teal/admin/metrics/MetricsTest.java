package io.teal.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.stats.Stats;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scrape says, as far as no server is needed for it. */
class MetricsTest {
    private final Stats stats = new Stats();
    private final Metrics metrics = new Metrics(stats::snapshot, List::of);

    @Test
    void nothing_happened_yet() {
        assertThat(metrics.scrape()).isEmpty();
    }

    @Test
    void the_text_is_pinned() {
        stats.of("chat", "chat", "blue").count(Outcome.OK);
        stats.of("chat", "chat", "blue").count(Outcome.OK);
        stats.of("chat", "chat", "blue").count(Outcome.STALE_CONNECTION);
        stats.of("", "", "").count(Outcome.NO_ROUTE);
        stats.watched("cuda_out_of_memory");

        assertThat(metrics.scrape().lines())
                .containsExactlyInAnyOrder(
                        "# HELP teal_requests_total Requests that ended, by route, upstream and outcome.",
                        "# TYPE teal_requests_total counter",
                        "teal_requests_total{outcome=\"client_error\",reason=\"no_route\",route=\"\",service=\"\",upstream=\"\"} 1.0",
                        "teal_requests_total{outcome=\"connect_failed\",reason=\"stale_connection\",route=\"chat\","
                                + "service=\"chat\",upstream=\"blue\"} 1.0",
                        "teal_requests_total{outcome=\"ok\",reason=\"ok\",route=\"chat\",service=\"chat\",upstream=\"blue\"} 2.0",
                        "# HELP teal_watched_errors_total Errors of servers in which a watched text stood.",
                        "# TYPE teal_watched_errors_total counter",
                        "teal_watched_errors_total{text=\"cuda_out_of_memory\"} 1.0");
    }

    @Test
    void every_outcome_has_a_row_of_its_own() {
        for (Outcome outcome : Outcome.values()) {
            stats.of("r", "s", "u").count(outcome);
        }

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("teal_requests_total{")))
                .hasSize(Outcome.values().length)
                .allMatch(line -> line.endsWith(" 1.0"));
    }

    @Test
    void each_scrape_tells_the_numbers_of_its_moment() {
        for (int i = 1; i <= 3; i++) {
            stats.of("chat", "chat", "blue").count(Outcome.OK);
            assertThat(metrics.scrape()).contains("upstream=\"blue\"} " + i + ".0\n");
        }
    }

    @Test
    void rows_are_registered_once_and_taken_back_when_nothing_tells_them() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Rows gauges = Rows.gauges(registry, "some.gauge", "Of something.");
        Rows counters = Rows.counters(registry, "some.counter", "Of something.");

        for (int i = 0; i < 1000; i++) {
            gauges.tell(Tags.of("server", "stays"), i);
            gauges.tell(Tags.of("server", "goes-" + i), i);
            counters.tell(Tags.of("server", "goes-" + i), i);
            gauges.complete();
            counters.complete();
        }

        assertThat(registry.getMeters()).hasSize(3);
        assertThat(registry.scrape().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "some_gauge{server=\"stays\"} 999.0",
                        "some_gauge{server=\"goes-999\"} 999.0",
                        "some_counter_total{server=\"goes-999\"} 999.0");
    }
}
