package io.teal.gateway.colour;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ColoursTest {
    private static final long BEGIN = 1_790_000_040;

    private final AtomicLong millis = new AtomicLong(BEGIN * 1000);
    private final Colours colours = new Colours(millis::get);

    private void at(long second) {
        millis.set((BEGIN + second) * 1000);
    }

    private static void fail(Colours at) {
        at.of("chat", "green").ended(Outcome.EMPTY, Judgement.of(Outcome.EMPTY));
    }

    private static void succeed(Colours at) {
        at.of("chat", "green").succeeded(Outcome.OK, new ColourCounts.Answer(2_000_000_000L, 40, 1_000_000_000L, 120));
    }

    private ColourSecond last() {
        return colours.seconds("chat", "green", 1).getFirst();
    }

    @Test
    void aSecondIsThereOnceItIsOver() {
        colours.of("chat", "green").firstToken(300_000_000);
        succeed(colours);
        fail(colours);
        colours.of("chat", "green").ended(Outcome.CLIENT_LEFT, Judgement.of(Outcome.CLIENT_LEFT));
        colours.of("chat", "green").ended(Outcome.QUEUE_FULL, Judgement.of(Outcome.QUEUE_FULL));

        assertThat(last().figures()).isEqualTo(ColourFigures.NONE);
        at(1);

        ColourSecond second = last();
        assertThat(second.second()).isEqualTo(BEGIN);
        assertThat(second.gateways()).isOne();
        assertThat(second.trailing()).isOne();
        ColourFigures figures = second.figures();
        assertThat(figures.judged()).isEqualTo(2);
        assertThat(figures.failed()).isOne();
        assertThat(figures.left()).isOne();
        assertThat(figures.unjudged()).isOne();
        assertThat(figures.requests()).isEqualTo(4);
        assertThat(figures.firstToken()).isEqualTo(Times.of(300_000_000));
        assertThat(figures.total()).isEqualTo(Times.of(2_000_000_000L));
        assertThat(figures.speed().tokens()).isEqualTo(40);
        assertThat(figures.characters()).isEqualTo(120);
        assertThat(figures.charactersSquared()).isEqualTo(14_400);
        assertThat(figures.outcomes()).isEqualTo(Map.of("ok", 1L, "empty", 1L, "client_left", 1L, "rejected", 1L));
    }

    @Test
    void failuresInARowEndAtTheLastSuccess() {
        succeed(colours);
        fail(colours);
        at(1);
        fail(colours);
        fail(colours);
        at(3);
        fail(colours);
        at(5);

        List<ColourSecond> seconds = colours.seconds("chat", "green", 10);
        assertThat(seconds).extracting(ColourSecond::second).isSorted().hasSize(10);
        assertThat(ColourSecond.consecutive(seconds)).isEqualTo(4);
    }

    @Test
    void failuresOfSeveralGatewaysAddUpUnlessOneSucceeded() {
        ColourSecond three = second(0, 3);
        ColourSecond two = second(0, 2);
        ColourSecond mixed = second(4, 1);

        assertThat(three.plus(two).trailing()).isEqualTo(5);
        assertThat(three.plus(mixed).trailing()).isEqualTo(3);
        assertThat(three.plus(mixed).gateways()).isEqualTo(2);
        assertThat(three.plus(mixed).judged()).isEqualTo(8);
    }

    private static ColourSecond second(int successes, int failures) {
        Colours counted = new Colours(() -> BEGIN * 1000);
        for (int i = 0; i < successes; i++) {
            succeed(counted);
        }
        for (int i = 0; i < failures; i++) {
            fail(counted);
        }
        counted.share();
        return counted.of("chat", "green").seconds(BEGIN, 1).getFirst();
    }

    @Test
    void whatOthersTellIsAddedOnce() {
        Colours other = new Colours(millis::get);
        other.share();
        fail(other);
        succeed(other);
        other.of("chat", "green").firstToken(90_000_000);
        fail(colours);
        at(1);
        List<Colours.Told> told = other.take(BEGIN);

        assertThat(told).hasSize(1);
        assertThat(other.take(BEGIN)).isEmpty();
        assertThat(colours.hear("b", BEGIN, told)).isTrue();
        assertThat(colours.hear("b", BEGIN, told)).isFalse();

        assertThat(last().judged()).isEqualTo(3);
        assertThat(last().failed()).isEqualTo(2);
        assertThat(last().gateways()).isEqualTo(2);
        assertThat(other.seconds("chat", "green", 1).getFirst().judged()).isEqualTo(2);
    }

    @Test
    void whatIsToldTooLateIsNotTaken() {
        at(Colours.LATEST_SECONDS + 1);
        assertThat(colours.hear("b", BEGIN, List.of())).isTrue();
        at(Colours.LATEST_SECONDS + 2);
        assertThat(colours.hear("c", BEGIN, List.of())).isFalse();
        assertThat(colours.hear("c", BEGIN + 99, List.of())).isFalse();
        assertThat(colours.late()).isEqualTo(2);
        assertThat(colours.seconds("chat", "green", Colours.LATEST_SECONDS + 2)
                        .getFirst()
                        .gateways())
                .isEqualTo(2);
    }

    @Test
    void longAgoIsKeptByMinutes() {
        for (int i = 0; i < 3 * 3600; i += 10) {
            at(i);
            succeed(colours);
        }
        at(3 * 3600);

        assertThat(colours.figures("chat", "green", Duration.ofMinutes(10)).judged())
                .isEqualTo(60);
        assertThat(colours.figures("chat", "green", Duration.ofHours(1)).judged())
                .isBetween(360L, 366L);
        assertThat(colours.figures("chat", "green", Duration.ofDays(1)).judged())
                .isEqualTo(1080);
        assertThat(colours.figures("chat", "blue", Duration.ofDays(1))).isEqualTo(ColourFigures.NONE);
        at(3 * 3600 + 25 * 3600);
        assertThat(colours.figures("chat", "green", Duration.ofDays(1))).isEqualTo(ColourFigures.NONE);
    }

    @Test
    void aClockThatIsSetBackOpensNoSecondAgain() {
        Colours shared = new Colours(millis::get);
        shared.share();
        at(10);
        fail(shared);
        at(11);
        assertThat(shared.take(BEGIN + 10)).hasSize(1);
        at(7);
        fail(shared);
        at(12);

        assertThat(shared.take(BEGIN + 11))
                .singleElement()
                .satisfies(one -> assertThat(one.second().second()).isEqualTo(BEGIN + 11));
    }

    @Test
    void whatIsNobodysFaultIsNotJudged() {
        assertThat(Judgement.of(Outcome.NO_DOCUMENTS)).isEqualTo(Judgement.SUCCESS);
        assertThat(List.of(Outcome.EMPTY, Outcome.CONNECT_FAILED, Outcome.TIMEOUT_FIRST_TOKEN, Outcome.NO_SERVER))
                .allMatch(outcome -> Judgement.of(outcome) == Judgement.FAILURE);
        assertThat(List.of(Outcome.CLIENT_ERROR, Outcome.SERVER_BUSY, Outcome.QUEUE_TIMEOUT, Outcome.INTERNAL))
                .allMatch(outcome -> Judgement.of(outcome) == Judgement.NONE);
    }

    @Test
    void aLineTellsAllOfASecond() {
        Colours shared = new Colours(millis::get);
        shared.share();
        shared.of("chat", "green").firstToken(90_000_000);
        shared.of("chat", "green").firstToken(3_000_000_000L);
        succeed(shared);
        succeed(shared);
        fail(shared);
        Colours.Told told = shared.take(BEGIN).getFirst();

        assertThat(SecondText.read(SecondText.write(told) + " later=1 9=", BEGIN))
                .isEqualTo(told);
        assertThat(SecondText.write(told)).startsWith("chat/green judged=3 failed=1 trailing=1 tokens=80");
    }
}
