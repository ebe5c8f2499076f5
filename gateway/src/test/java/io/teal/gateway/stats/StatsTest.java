package io.teal.gateway.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsTest {
    private static final long SECOND = 1_000_000_000;

    private final Stats stats = new Stats();

    @Test
    void theSameNamesHaveTheSameCounters() {
        assertThat(stats.of("r", "s", "u")).isSameAs(stats.of("r", "s", "u")).isNotSameAs(stats.of("r", "s", "v"));
        assertThat(stats.upstream("s", "u")).isSameAs(stats.upstream("s", "u")).isNotSameAs(stats.upstream("u", "s"));
        assertThat(stats.model("s", "u", "openai")).isSameAs(stats.model("s", "u", "openai"));
        assertThat(stats.unrouted()).isSameAs(stats.of("", "", ""));
        assertThat(stats.loop(1)).isSameAs(stats.loop(1)).isNotSameAs(stats.loop(0));
    }

    @Test
    void requestsAreInProgressFromTheirBeginningToTheirEnd() {
        stats.begun();
        stats.begun();
        assertThat(stats.snapshot().inProgress()).isEqualTo(2);

        stats.of("r", "s", "u").ended(Outcome.OK, SECOND, -1);
        assertThat(stats.snapshot().inProgress()).isEqualTo(1);

        stats.unrouted().ended(Outcome.NO_ROUTE, 0, -1);
        assertThat(stats.snapshot().inProgress()).isZero();
    }

    @Test
    void whatARequestTookIsToldByRouteAndUpstream() {
        // When
        RequestStats requests = stats.of("r", "s", "u");
        requests.ended(Outcome.OK, 3 * SECOND, SECOND);
        requests.ended(Outcome.CLIENT_LEFT, 2 * SECOND, -1);
        requests.left(Abort.WAITING);
        requests.events(7);
        requests.events(5);

        // Then
        assertThat(stats.snapshot().details()).singleElement().satisfies(told -> {
            assertThat(told.route()).isEqualTo("r");
            assertThat(told.service()).isEqualTo("s");
            assertThat(told.upstream()).isEqualTo("u");
            assertThat(told.duration().count()).isEqualTo(2);
            assertThat(told.duration().sumNanos()).isEqualTo(5 * SECOND);
            assertThat(told.firstToken().count()).isEqualTo(1);
            assertThat(told.firstToken().sumNanos()).isEqualTo(SECOND);
            assertThat(told.events()).isEqualTo(12);
            assertThat(told.aborts())
                    .isEqualTo(Map.of(Abort.WAITING, 1L, Abort.BEFORE_FIRST_TOKEN, 0L, Abort.STREAMING, 0L));
        });
    }

    @Test
    void upstreamsAreToldFromWhenTheyAreKnown() {
        // When
        UpstreamStats upstream = stats.upstream("s", "u");
        upstream.waited(SECOND);
        upstream.ejected(Ejection.TRIAL);
        upstream.retried(Outcome.RESET);
        upstream.retried(Outcome.RESET);
        upstream.notRetried(RetryRefusal.BUDGET);
        UpstreamStats unused = stats.upstream("s", "idle");

        // Then
        assertThat(stats.snapshot().upstreams())
                .extracting(Snapshot.Upstream::upstream)
                .containsExactly("idle", "u");
        assertThat(stats.snapshot().upstreams().getLast()).satisfies(told -> {
            assertThat(told.waits().count()).isEqualTo(1);
            assertThat(told.ejections()).containsEntry(Ejection.TRIAL, 1L).containsEntry(Ejection.CHECK, 0L);
            assertThat(told.retries()).isEqualTo(Map.of(Outcome.RESET, 2L));
            assertThat(told.refusals()).containsEntry(RetryRefusal.BUDGET, 1L).containsEntry(RetryRefusal.HARM, 0L);
        });
    }

    @Test
    void aModelIsToldOnceItHasAnswered() {
        // Given
        ModelStats model = stats.model("s", "u", "openai");
        assertThat(stats.snapshot().models()).isEmpty();

        // When: a stream of eleven tokens, one of a single token, and a whole answer.
        model.answered(3 * SECOND);
        model.streamed(SECOND, 2 * SECOND, 10);
        model.answered(SECOND);
        model.streamed(SECOND, 0, 0);
        model.answered(5 * SECOND);

        // Then
        assertThat(stats.snapshot().models()).singleElement().satisfies(told -> {
            assertThat(told.dialect()).isEqualTo("openai");
            assertThat(told.answer().sumNanos()).isEqualTo(9 * SECOND);
            assertThat(told.firstToken().count()).isEqualTo(2);
            assertThat(told.nextToken().count()).isEqualTo(1);
            assertThat(told.nextToken().sumNanos()).isEqualTo(SECOND / 5);
        });
    }

    @Test
    void aTextThatIsWatchedForHasACountFromTheStart() {
        stats.watching("cuda_out_of_memory");
        assertThat(stats.snapshot().watched()).isEqualTo(Map.of("cuda_out_of_memory", 0L));

        stats.watched("cuda_out_of_memory");
        assertThat(stats.snapshot().watched()).isEqualTo(Map.of("cuda_out_of_memory", 1L));
    }

    @Test
    void revisionsAreCountedByKind() {
        assertThat(stats.snapshot().published()).isEqualTo(new Snapshot.Published(Map.of(), 0));

        stats.published("start", 1_000);
        stats.published("switch", 2_000);
        stats.published("switch", 3_000);

        assertThat(stats.snapshot().published())
                .isEqualTo(new Snapshot.Published(Map.of("start", 1L, "switch", 2L), 3_000));
    }
}
