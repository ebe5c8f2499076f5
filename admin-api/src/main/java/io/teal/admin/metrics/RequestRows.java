package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.gateway.stats.Snapshot;
import java.util.List;

/** The metrics of requests, by route and upstream. Not thread-safe. */
final class RequestRows {
    private final Rows ended;
    private final Rows inProgress;
    private final Rows aborts;
    private final Rows events;
    private final Rows watched;
    private final HistogramRows duration = new HistogramRows(
            "teal_request_duration_seconds", "How long requests took, from the head to the last byte of the answer.");
    private final HistogramRows firstToken = new HistogramRows(
            "teal_request_first_token_seconds",
            "How long it took from a request's head to the first token that a server streamed for it.");

    RequestRows(MeterRegistry registry) {
        ended = Rows.counters(registry, "teal.requests", "Requests that ended, by route, upstream and outcome.");
        inProgress = Rows.gauges(registry, "teal.requests.in.progress", "Requests that have begun and are not over.");
        aborts = Rows.counters(
                registry, "teal.client.aborts", "Requests whose client left, by how far they were: phase.");
        events = Rows.counters(
                registry, "teal.answer.events", "Events of streams that servers have sent, about one for each token.");
        watched = Rows.counters(registry, "teal.watched.errors", "Errors of servers in which a watched text stood.");
    }

    /** Every row there is, but those of histograms. */
    List<Rows> all() {
        return List.of(ended, inProgress, aborts, events, watched);
    }

    /** Every histogram there is. */
    List<HistogramRows> histograms() {
        return List.of(duration, firstToken);
    }

    void tell(Snapshot snapshot) {
        for (Snapshot.Row row : snapshot.requests()) {
            Tags labels = Tags.of(
                    "route", row.route(),
                    "service", row.service(),
                    "upstream", row.upstream(),
                    "outcome", row.outcome().word(),
                    "reason", row.outcome().tag());
            ended.tell(labels, row.count());
        }
        inProgress.tell(Tags.empty(), snapshot.inProgress());
        for (Snapshot.Requests counted : snapshot.details()) {
            String[] labels = {"route", counted.route(), "service", counted.service(), "upstream", counted.upstream()};
            duration.tell(counted.duration(), labels);
            firstToken.tell(counted.firstToken(), labels);
            Tags tags = Tags.of(labels);
            if (counted.events() > 0) {
                events.tell(tags, counted.events());
            }
            counted.aborts().forEach((phase, count) -> aborts.tell(tags.and("phase", phase.word()), count));
        }
        snapshot.watched().forEach((text, count) -> watched.tell(Tags.of("text", text), count));
    }
}
