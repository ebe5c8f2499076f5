package io.teal.gateway.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.ask.Shadowed.Mean;
import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.ask.Shadowed.Pair;
import io.teal.gateway.ask.Shadowed.Skip;
import io.teal.gateway.outcome.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is counted of shadows, and what is said of two answers. */
class ShadowTallyTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-9);

    private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toMillis(20_000));
    private final ShadowTally tally = new ShadowTally("chat", "green", now::get);

    private static Heard heard(Outcome outcome, long firstTokenMillis, String body, boolean cut) {
        long token = firstTokenMillis < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(firstTokenMillis);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Heard(outcome, 200, bytes, cut, true, token, token + 1, "", "");
    }

    private static Heard heard(String... texts) {
        StringBuilder body = new StringBuilder();
        for (String text : texts) {
            body.append("data: ").append(text).append("\n\n");
        }
        return heard(Outcome.OK, 100, body.toString(), false);
    }

    private void passes(Duration time) {
        long unused = now.addAndGet(time.toMillis());
    }

    private void compared(double score) {
        tally.compared(heard("a"), heard("b"), Map.of(Measure.ROUGE_L, score));
    }

    @Test
    void aWindowHasWhatItsMinutesHave() {
        tally.sent();
        compared(0.5);
        passes(Duration.ofMinutes(10));
        tally.sent();
        tally.skipped(Skip.BUSY);
        compared(0.7);
        compared(0.9);

        Shadowed late = tally.read(Duration.ofMinutes(5));
        assertThat(late.sent()).isEqualTo(1);
        assertThat(late.skipped()).isEqualTo(Map.of(Skip.BUSY, 1L));
        assertThat(late.measures().get(Measure.ROUGE_L).mean()).isCloseTo(0.8, EXACT);
        assertThat(late.firstToken().count()).isEqualTo(2);
        assertThat(late.firstToken().sumNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));

        for (Duration window : new Duration[] {Duration.ofMinutes(10), Duration.ofHours(24), Duration.ZERO}) {
            Shadowed all = tally.read(window);
            assertThat(all.sent()).isEqualTo(2);
            assertThat(all.pairs()).isEqualTo(Map.of(new Pair(Outcome.OK, Outcome.OK), 3L));
            assertThat(all.ends()).isEqualTo(Map.of("ok", 3L));
            assertThat(all.measures().get(Measure.ROUGE_L).count()).isEqualTo(3);
        }
    }

    @Test
    void aMinuteOfTheDayBeforeIsGone() {
        tally.sent();
        passes(Duration.ofDays(1));
        assertThat(tally.read(Duration.ofDays(1)).sent()).isZero();
        tally.sent();

        assertThat(tally.read(Duration.ofDays(1)).sent()).isEqualTo(1);
        assertThat(tally.read(Duration.ZERO).sent()).isEqualTo(2);
    }

    @Test
    void aMeanKnowsHowSureItIs() {
        Mean mean = Mean.NONE.with(1).with(2).with(3).with(4);

        assertThat(mean.mean()).isEqualTo(2.5);
        // The variance of a sample is 5/3.
        assertThat(mean.error()).isCloseTo(Math.sqrt(5.0 / 3 / 4), EXACT);
        assertThat(Mean.NONE.with(1).error()).isNaN();
        assertThat(Mean.NONE.mean()).isNaN();
    }

    @Test
    void twoAnswersAreComparedByTextsDocumentsLengthAndQuickness() {
        String documents = "data: {\"docs\":[\"出处 [1] [%s.md]\",\"出处 [2] [%s.md]\"]}\n\ndata: %s\n\n";
        Heard given = heard(Outcome.OK, 100, documents.formatted("a", "b", "年假"), false);
        Heard shadow = heard(Outcome.OK, 50, documents.formatted("b", "c", "年假十天"), false);

        Map<Measure, Double> measures = Comparison.of(given, shadow);

        assertThat(measures).containsOnlyKeys(Measure.values());
        // Both characters of the client's answer, and two more.
        assertThat(measures.get(Measure.ROUGE_L)).isCloseTo(2.0 / 3, EXACT);
        assertThat(measures.get(Measure.CHRF)).isBetween(0.1, 0.9);
        assertThat(measures.get(Measure.DOCUMENTS)).isCloseTo(1.0 / 3, EXACT);
        assertThat(measures.get(Measure.LENGTH)).isCloseTo(Math.log(2), EXACT);
        assertThat(measures.get(Measure.FIRST_TOKEN)).isCloseTo(Math.log(0.5), EXACT);
    }

    @Test
    void whatIsNotGoodOrNotWholeIsNotCompared() {
        Heard good = heard("text");

        assertThat(Comparison.of(good, heard(Outcome.EMPTY, 1, "data: text\n\n", false)))
                .isEmpty();
        assertThat(Comparison.of(heard(Outcome.ERROR_EVENT, 1, "data: text\n\n", false), good))
                .isEmpty();
        assertThat(Comparison.of(good, heard(Outcome.OK, 1, "data: text\n\n", true)))
                .isEmpty();
        assertThat(Comparison.of(good, heard(Outcome.OK, 1, "data: {}\n\n", false)))
                .isEmpty();
        assertThat(Comparison.of(good, heard(Outcome.OK, -1, "data: text\n\n", false)))
                .containsOnlyKeys(Measure.ROUGE_L, Measure.CHRF, Measure.LENGTH);
    }
}
