package io.teal.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All that a gateway can tell Prometheus, after real requests to which everything happened that is counted. */
class EveryMetricIT {
    private static final String ASKED = "{route=\"asked\",service=\"chat\",upstream=\"green\"}";
    private static final String CHAT = "{route=\"chat\",service=\"chat\",upstream=\"blue\"}";

    @TempDir
    static Path directory;

    private static BusyGateway gateway;
    private static String text;
    private static Scrape scrape;

    @BeforeAll
    static void start() throws Exception {
        gateway = new BusyGateway(directory);
        gateway.run();
        // A request is counted a moment after its client knows.
        await().until(() -> gateway.scrape().value("teal_requests_in_progress") == 0);
        text = gateway.rig().get("/metrics").text();
        scrape = Scrape.of(text);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Questions: a miss and a hit, one that bypasses the cache, one that failed. The first token of a hit
                // is none.
                "teal_request_duration_seconds_count{route=\"chat\",service=\"chat\",upstream=\"blue\"}   | 4",
                "teal_request_first_token_seconds_count{route=\"chat\",service=\"chat\",upstream=\"blue\"} | 2",
                "teal_request_duration_seconds_count{route=\"no\",service=\"\",upstream=\"\"}            | 1",
                "teal_cache_requests_total{level=\"memory\",result=\"hit\",route=\"chat\",service=\"chat\",upstream=\"blue\"} | 1",
                "teal_cache_requests_total{level=\"redis\",result=\"hit\",route=\"chat\",service=\"chat\",upstream=\"blue\"}  | 0",
                // Three clients that left, and one that stayed.
                "teal_client_aborts_total{phase=\"waiting\",route=\"asked\",service=\"chat\",upstream=\"green\"}            | 1",
                "teal_client_aborts_total{phase=\"before_first_token\",route=\"asked\",service=\"chat\",upstream=\"green\"} | 1",
                "teal_client_aborts_total{phase=\"streaming\",route=\"asked\",service=\"chat\",upstream=\"green\"}          | 1",
                "teal_client_aborts_total{phase=\"streaming\",route=\"chat\",service=\"chat\",upstream=\"blue\"}            | 0",
                "teal_request_duration_seconds_count{route=\"asked\",service=\"chat\",upstream=\"green\"} | 4",
                "teal_upstream_queue_wait_seconds_count{service=\"chat\",upstream=\"green\"}            | 1",
                "teal_upstream_queued{service=\"chat\",upstream=\"green\"}                             | 0",
                // Both servers of blue failed in turn; the only one of gone cannot be reached, and there is no other.
                "teal_retries_total{reason=\"error_event\",service=\"chat\",upstream=\"blue\"}       | 1",
                "teal_retries_refused_total{reason=\"no_server\",service=\"chat\",upstream=\"gone\"} | 1",
                "teal_retries_refused_total{reason=\"budget\",service=\"chat\",upstream=\"blue\"}    | 0",
                "teal_watched_errors_total{text=\"cuda_out_of_memory\"} | 2",
                "teal_watched_errors_total{text=\"read_timed_out\"}     | 0",
                "teal_server_attempts_total{outcome=\"connect_failed\",reason=\"connect_failed\",server=\"127.0.0.1:1\",service=\"chat\",upstream=\"gone\"} | 1",
                // Models: the answers that were good.
                "gen_ai_server_request_duration_seconds_count{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"chatchat\",service=\"chat\",upstream=\"blue\"}      | 2",
                "gen_ai_server_time_to_first_token_seconds_count{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"chatchat\",service=\"chat\",upstream=\"blue\"}   | 2",
                "gen_ai_server_time_per_output_token_seconds_count{gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"chatchat\",service=\"chat\",upstream=\"green\"} | 1",
                // One question had a shadow, one found no server for it.
                "teal_shadow_sent_total{service=\"compared\",upstream=\"green\"}                         | 1",
                "teal_shadow_answers_total{outcome=\"ok\",service=\"compared\",upstream=\"green\"}        | 1",
                "teal_shadow_skipped_total{reason=\"no_server\",service=\"compared\",upstream=\"green\"} | 1",
                // What operators did.
                "teal_ejections_total{reason=\"operator\",service=\"chat\",upstream=\"green\"} | 1",
                "teal_ejections_total{reason=\"failures\",service=\"chat\",upstream=\"blue\"}  | 0",
                "teal_revisions_published_total{kind=\"start\"}  | 1",
                "teal_revisions_published_total{kind=\"switch\"} | 1",
                "teal_revision                                 | 2",
                "teal_breaker_state{service=\"chat\",state=\"closed\",upstream=\"blue\"} | 1",
                "teal_breaker_state{service=\"chat\",state=\"open\",upstream=\"blue\"}   | 0",
                "teal_access_log_lines_total{result=\"dropped\"} | 0",
            })
    void whatHappenedIsCounted(String row, double expected) {
        assertThat(scrape.rows()).containsEntry(row, expected);
    }

    @Test
    void everyAttemptIsCountedOnceByHowItEnded() {
        // Each server of blue gave one good answer, or one of them two; and each failed once.
        double ok = 0;
        for (String name : Set.of("one", "two")) {
            ok += attempts("ok", name, "blue");
            assertThat(attempts("error_event", name, "blue")).as(name).isEqualTo(1);
        }
        assertThat(ok).isEqualTo(2);
        assertThat(attempts("ok", "three", "green")).isEqualTo(1);
        assertThat(attempts("client_left", "three", "green")).isEqualTo(2);
        assertThat(scrape.value("teal_server_requests_total" + gateway.of("three", "green")))
                .isEqualTo(3);
    }

    private static double attempts(String outcome, String server, String upstream) {
        return scrape.value(
                "teal_server_attempts_total{outcome=\"%s\",reason=\"%s\",server=\"%s\",service=\"chat\",upstream=\"%s\"}"
                        .formatted(outcome, outcome, gateway.server(server), upstream));
    }

    @Test
    void timesAreInSeconds() {
        double whole = scrape.value("teal_request_duration_seconds_sum" + CHAT);
        double first = scrape.value("teal_request_first_token_seconds_sum" + CHAT);
        assertThat(first).isPositive().isLessThan(whole);
        assertThat(whole).isLessThan(60);
        assertThat(scrape.value("teal_event_loop_delay_seconds_count{loop=\"0\"}"))
                .isPositive();
        assertThat(scrape.value("teal_revision_published_timestamp_seconds"))
                .isBetween(1.7e9, System.currentTimeMillis() / 1e3);
    }

    @Test
    void eachEventOfAStreamIsCounted() {
        // The documents and many tokens each.
        assertThat(scrape.value("teal_answer_events_total" + CHAT)).isGreaterThan(10);
        assertThat(scrape.value("teal_answer_events_total" + ASKED)).isGreaterThan(10);
    }

    @Test
    void aRequestUnderWayIsInProgress() throws Exception {
        try (Socket open = gateway.asksForEver()) {
            await().until(() -> gateway.scrape().value("teal_requests_in_progress") == 1);
            open.setSoLinger(true, 0);
        }
        await().until(() -> gateway.scrape().value("teal_requests_in_progress") == 0);
    }

    @Test
    void tenThousandPathsMakeNoRow() throws Exception {
        // Given: one of them each, so that the rows there can be are there.
        TreeSet<String> before = new TreeSet<>();
        askPaths(2);
        await().untilAsserted(() ->
                assertThat(gateway.scrape().value("teal_requests_in_progress")).isZero());
        before.addAll(ours(gateway.scrape()));

        // When
        askPaths(10_000);

        // Then
        await().untilAsserted(() ->
                assertThat(gateway.scrape().value("teal_requests_in_progress")).isZero());
        Scrape after = gateway.scrape();
        assertThat(ours(after)).isEqualTo(before);
        assertThat(after.value("teal_request_duration_seconds_count{route=\"\",service=\"\",upstream=\"\"}"))
                .isEqualTo(5_001);
        assertThat(after.value("teal_request_duration_seconds_count{route=\"no\",service=\"\",upstream=\"\"}"))
                .isEqualTo(5_002);
    }

    private static Set<String> ours(Scrape of) {
        TreeSet<String> rows = new TreeSet<>(of.rows().keySet());
        rows.removeIf(row -> !row.startsWith("teal_"));
        return rows;
    }

    /** Every other path is that of a route; none was asked for before. */
    private static void askPaths(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            boolean routed = i % 2 != 0;
            String path = (routed ? "/tools/" : "/") + Integer.toHexString(i * 0x9E3779B9);
            assertThat(gateway.get(path + "?q=" + i)).as(path).isEqualTo(routed ? 403 : 404);
        }
    }

    // The documents that speak of metrics.

    @Test
    void theReferenceHasEveryMetricAndNoOther() throws Exception {
        // When
        MetricsReference reference = MetricsReference.read();
        TreeMap<String, String> told = new TreeMap<>();
        scrape.families()
                .forEach((name, family) -> told.put(name, family.type() + " " + String.join(", ", family.labels())));

        // Then
        TreeMap<String, String> written = new TreeMap<>(reference.metrics());
        written.keySet().removeIf(name -> reference.mayBeMissing(name) && !told.containsKey(name));
        assertThat(told).isEqualTo(written);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void everyMetricOfADashboardOrARuleIsThere(Query query) {
        // What Prometheus tells of its own.
        TreeSet<String> names = new TreeSet<>(query.metrics());
        names.remove("up");

        assertThat(names.isEmpty()).isEqualTo(query.metrics().equals(Set.of("up")));
        Set<String> all = new TreeSet<>(Set.of("instance"));
        for (String name : names) {
            Scrape.Family family = scrape.familyOf(name);
            assertThat(family).as(name).isNotNull();
            TreeSet<String> labels = new TreeSet<>(family.labels());
            labels.addAll(Set.of("instance", "job"));
            if (family.type().equals("histogram")) {
                labels.add("le");
            }
            assertThat(labels)
                    .as("labels of " + name)
                    .containsAll(query.selected().getOrDefault(name, Set.of()));
            all.addAll(labels);
        }
        assertThat(all).containsAll(query.grouped());
    }

    static Stream<Query> queries() throws Exception {
        return Stream.concat(Query.ofDashboard().stream(), Query.ofRules().stream());
    }

    @Test
    @Tag("promtool")
    void promtoolFindsNothingToSayAboutTheMetrics() throws Exception {
        assertThat(Promtool.run(text, "check", "metrics")).isEqualTo(new Promtool.Result(0, ""));
    }

    @Test
    @Tag("promtool")
    void promtoolAcceptsTheRulesAndTheConfiguration() throws Exception {
        assertThat(Promtool.run("", "check", "rules", "../docker/alerts.yml").exit())
                .isZero();
        assertThat(Promtool.run("", "check", "config", "--syntax-only", "../docker/prometheus.yml")
                        .exit())
                .isZero();
    }
}
