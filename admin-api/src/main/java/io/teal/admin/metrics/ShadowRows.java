package io.teal.admin.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.teal.gateway.ask.Shadowed;
import java.util.List;

/** The metrics of questions that were asked of another upstream too. Not thread-safe. */
final class ShadowRows {
    private final Rows sent;
    private final Rows skipped;
    private final Rows outcomes;
    private final Rows scores;
    private final Rows scored;

    ShadowRows(MeterRegistry registry) {
        sent = Rows.counters(registry, "teal.shadow.sent", "Questions that were asked in the shadow.");
        skipped = Rows.counters(
                registry, "teal.shadow.skipped", "Questions that were drawn for the shadow and not asked, by reason.");
        outcomes = Rows.counters(registry, "teal.shadow.answers", "Answers in the shadow, by how they ended.");
        scores = Rows.counters(
                registry,
                "teal.shadow.score.sum",
                "Scores of answers in the shadow against the clients', all together.");
        scored = Rows.counters(registry, "teal.shadow.score.count", "How many answers have that score.");
    }

    /** Every row there is. */
    List<Rows> all() {
        return List.of(sent, skipped, outcomes, scores, scored);
    }

    void tell(List<Shadowed> all) {
        for (Shadowed one : all) {
            Tags labels = Tags.of("service", one.service(), "upstream", one.upstream());
            sent.tell(labels, one.sent());
            one.skipped().forEach((why, count) -> skipped.tell(labels.and("reason", why.word()), count));
            one.ends().forEach((outcome, count) -> outcomes.tell(labels.and("outcome", outcome), count));
            one.measures().forEach((measure, mean) -> {
                // The others are logarithms, which a counter cannot tell: they go below zero.
                if (measure.score()) {
                    Tags scoreOf = labels.and("score", measure.word());
                    scores.tell(scoreOf, mean.sum());
                    scored.tell(scoreOf, mean.count());
                }
            });
        }
    }
}
