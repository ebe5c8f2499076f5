package io.teal.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.teal.admin.fleet.FleetStatus;
import io.teal.gateway.accesslog.AccessLog;
import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.fleet.SharingStatus;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.redis.RedisStatus;
import io.teal.gateway.stats.Stats;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a scrape says, as far as no server is needed for it. */
class MetricsTest {
    private final Stats stats = new Stats();
    private final AtomicReference<CacheStats> cache = new AtomicReference<>(cache(null));
    private final AtomicReference<@Nullable SharingStatus> sharing = new AtomicReference<>();
    private FleetStatus fleet = new FleetStatus(false, false, null, 7, 7, 0, true);
    private final Metrics metrics = new Metrics(
            stats::snapshot, List::of, List::of, cache::get, sharing::get, () -> fleet, List::of, AccessLog.OFF);

    private static CacheStats cache(CacheStats.@Nullable Remote redis, CacheStats.Row... rows) {
        return new CacheStats(counts(0, 0), List.of(rows), new CacheStats.Memory(12, 3_000, 4_096, 5), redis);
    }

    private static CacheStats.Counts counts(long hits, long savedMillis, String... reasons) {
        TreeMap<String, Long> byReason = new TreeMap<>();
        for (String reason : reasons) {
            byReason.merge(reason, 1L, Long::sum);
        }
        return new CacheStats.Counts(hits, 2, 3, 4, 5, byReason, 6, byReason, savedMillis);
    }

    private List<String> rows(String prefix) {
        return metrics.scrape().lines().filter(line -> line.startsWith(prefix)).toList();
    }

    @Test
    void nothing_happened_yet() {
        assertThat(metrics.scrape().lines().filter(line -> line.contains("teal_")))
                .containsExactlyInAnyOrder(
                        "# HELP teal_requests_in_progress Requests that have begun and are not over.",
                        "# TYPE teal_requests_in_progress gauge",
                        "teal_requests_in_progress 0.0",
                        "# HELP teal_cache_evictions_total Answers in memory that had to go for others.",
                        "# TYPE teal_cache_evictions_total counter",
                        "teal_cache_evictions_total 5.0",
                        "# HELP teal_cache_entries Answers in memory now.",
                        "# TYPE teal_cache_entries gauge",
                        "teal_cache_entries 12.0",
                        "# HELP teal_cache_bytes Bytes that the answers in memory take, about.",
                        "# TYPE teal_cache_bytes gauge",
                        "teal_cache_bytes 3000.0",
                        "# HELP teal_cache_capacity_bytes Bytes that answers in memory may take.",
                        "# TYPE teal_cache_capacity_bytes gauge",
                        "teal_cache_capacity_bytes 4096.0",
                        "# HELP teal_revision Number of the revision that new requests are served by.",
                        "# TYPE teal_revision gauge",
                        "teal_revision 7.0");
    }

    @Test
    void the_machine_and_the_process_are_told() {
        List<String> types = rows("# TYPE ");

        assertThat(types)
                .contains(
                        "# TYPE jvm_memory_used_bytes gauge",
                        "# TYPE jvm_threads_live_threads gauge",
                        "# TYPE jvm_gc_memory_allocated_bytes_total counter",
                        "# TYPE process_cpu_usage gauge",
                        "# TYPE process_files_open_files gauge",
                        "# TYPE process_uptime_seconds gauge")
                .doesNotHaveDuplicates();
        assertThat(rows("process_uptime_seconds ")).singleElement().satisfies(row -> assertThat(
                        Double.parseDouble(row.substring(row.indexOf(' ') + 1)))
                .isPositive());
    }

    @Test
    void how_it_stands_with_other_gateways_is_told_where_there_are_some() {
        fleet = new FleetStatus(true, false, "away", 9, 7, 2, true);

        assertThat(rows("teal_fleet"))
                .containsExactlyInAnyOrder(
                        "teal_fleet_behind 2.0", "teal_fleet_connected 0.0", "teal_fleet_silent 2.0");
    }

    @Test
    void the_text_is_pinned() {
        stats.of("chat", "chat", "blue").ended(Outcome.OK, 0, -1);
        stats.of("chat", "chat", "blue").ended(Outcome.OK, 0, -1);
        stats.of("chat", "chat", "blue").ended(Outcome.STALE_CONNECTION, 0, -1);
        stats.of("", "", "").ended(Outcome.NO_ROUTE, 0, -1);
        stats.watched("cuda_out_of_memory");

        assertThat(metrics.scrape()
                        .lines()
                        .filter(line -> line.contains("teal_requests_total") || line.contains("teal_watched")))
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
    void what_is_shared_is_told_where_something_is() {
        assertThat(rows("teal_sharing")).isEmpty();

        sharing.set(new SharingStatus(2, 1, 30, 4, 5, 6));

        assertThat(rows("teal_sharing"))
                .containsExactlyInAnyOrder(
                        "teal_sharing_gateways 2.0",
                        "teal_sharing_orders_held 1.0",
                        "teal_sharing_rate_total{result=\"granted\"} 30.0",
                        "teal_sharing_rate_total{result=\"refused\"} 4.0",
                        "teal_sharing_rate_total{result=\"alone\"} 5.0",
                        "teal_sharing_seconds_late_total 6.0");
    }

    @Test
    void the_cache_is_told_by_route_and_result() {
        cache.set(cache(
                null,
                new CacheStats.Row("chat", "chat", "blue", counts(1, 12_345, "length", "history")),
                new CacheStats.Row("chat", "chat", "green", counts(7, 0))));
        String blue = "route=\"chat\",service=\"chat\",upstream=\"blue\"} ";
        String green = "route=\"chat\",service=\"chat\",upstream=\"green\"} ";

        assertThat(rows("teal_cache_requests_total"))
                .contains(
                        "teal_cache_requests_total{level=\"memory\",result=\"hit\"," + blue + "1.0",
                        "teal_cache_requests_total{level=\"redis\",result=\"hit\"," + blue + "2.0",
                        "teal_cache_requests_total{level=\"\",result=\"miss\"," + blue + "3.0",
                        "teal_cache_requests_total{level=\"\",result=\"coalesced\"," + blue + "4.0",
                        "teal_cache_requests_total{level=\"\",result=\"stale\"," + blue + "5.0",
                        "teal_cache_requests_total{level=\"memory\",result=\"hit\"," + green + "7.0")
                .hasSize(10);
        assertThat(rows("teal_cache_bypass_total"))
                .containsExactlyInAnyOrder(
                        "teal_cache_bypass_total{reason=\"length\"," + blue + "1.0",
                        "teal_cache_bypass_total{reason=\"history\"," + blue + "1.0");
        assertThat(rows("teal_cache_not_stored_total"))
                .containsExactlyInAnyOrder(
                        "teal_cache_not_stored_total{reason=\"length\"," + blue + "1.0",
                        "teal_cache_not_stored_total{reason=\"history\"," + blue + "1.0");
        assertThat(rows("teal_cache_stored_total"))
                .contains("teal_cache_stored_total{" + blue + "6.0")
                .hasSize(2);
        assertThat(rows("teal_cache_saved_seconds_total"))
                .containsExactlyInAnyOrder(
                        "teal_cache_saved_seconds_total{" + blue + "12.345",
                        "teal_cache_saved_seconds_total{" + green + "0.0");
    }

    @Test
    void redis_is_told_where_there_is_one() {
        assertThat(rows("teal_redis")).isEmpty();

        cache.set(cache(redis(true, RedisStatus.Breaker.CLOSED)));
        assertThat(rows("teal_redis"))
                .containsExactlyInAnyOrder("teal_redis_usable 1.0", "teal_redis_failures_total 8.0");

        cache.set(cache(redis(true, RedisStatus.Breaker.OPEN)));
        assertThat(rows("teal_redis_usable")).containsExactly("teal_redis_usable 0.0");
    }

    private static CacheStats.Remote redis(boolean connected, RedisStatus.Breaker breaker) {
        RedisStatus status = new RedisStatus(connected, breaker, null, Instant.EPOCH, 100, 8, 1);
        return new CacheStats.Remote(status, 0, 0, 0, 0, 0);
    }

    @Test
    void times_are_told_in_buckets_of_seconds() {
        stats.of("chat", "chat", "blue").ended(Outcome.OK, 1_500_000, -1);
        stats.of("chat", "chat", "blue").ended(Outcome.OK, 250_000_000, 100_000_001);
        String labels = "{route=\"chat\",service=\"chat\",upstream=\"blue\"";

        assertThat(rows("teal_request_duration_seconds"))
                .containsSubsequence(
                        "teal_request_duration_seconds_bucket" + labels + ",le=\"0.001\"} 0",
                        "teal_request_duration_seconds_bucket" + labels + ",le=\"0.0025\"} 1",
                        "teal_request_duration_seconds_bucket" + labels + ",le=\"0.1\"} 1",
                        "teal_request_duration_seconds_bucket" + labels + ",le=\"0.25\"} 2",
                        "teal_request_duration_seconds_bucket" + labels + ",le=\"900.0\"} 2",
                        "teal_request_duration_seconds_bucket" + labels + ",le=\"+Inf\"} 2",
                        "teal_request_duration_seconds_count" + labels + "} 2",
                        "teal_request_duration_seconds_sum" + labels + "} 0.2515");
        assertThat(rows("teal_request_first_token_seconds"))
                .contains(
                        "teal_request_first_token_seconds_bucket" + labels + ",le=\"0.1\"} 0",
                        "teal_request_first_token_seconds_bucket" + labels + ",le=\"0.25\"} 1",
                        "teal_request_first_token_seconds_count" + labels + "} 1");
        assertThat(rows("# TYPE teal_request_duration_seconds"))
                .containsExactly("# TYPE teal_request_duration_seconds histogram");
    }

    @Test
    void a_scrape_tells_the_same_histograms_as_the_one_before() {
        stats.loop(0).record(2_000_000);

        assertThat(rows("teal_event_loop_delay")).isNotEmpty().isEqualTo(rows("teal_event_loop_delay"));
    }

    @Test
    void every_outcome_has_a_row_of_its_own() {
        for (Outcome outcome : Outcome.values()) {
            stats.of("r", "s", "u").ended(outcome, 0, -1);
        }

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("teal_requests_total{")))
                .hasSize(Outcome.values().length)
                .allMatch(line -> line.endsWith(" 1.0"));
    }

    @Test
    void each_scrape_tells_the_numbers_of_its_moment() {
        for (int i = 1; i <= 3; i++) {
            stats.of("chat", "chat", "blue").ended(Outcome.OK, 0, -1);
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
