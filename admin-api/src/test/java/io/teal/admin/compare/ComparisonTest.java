package io.teal.admin.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.compare.Finding.Verdict;
import io.teal.admin.compare.InShadow.Otherwise;
import io.teal.gateway.ask.Shadowed.Mean;
import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.ask.Shadowed.Pair;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.Ratings.Scores;
import io.teal.gateway.colour.Speed;
import io.teal.gateway.colour.Times;
import io.teal.gateway.outcome.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static final Scores UNRATED = new Scores(0, 0, 0);
    private static final InShadow UNASKED = InShadow.of(ColourFigures.NONE, null);

    private static Side side(String name, long judged, long failed, Times firstToken) {
        return new Side(
                name,
                new ColourFigures(judged, failed, 0, 0, firstToken, Times.NONE, Speed.NONE, 0, 0, 0, Map.of()),
                UNRATED,
                UNASKED);
    }

    private static Times around(double seconds, int count) {
        Random random = new Random(7);
        long[] nanos = new long[count];
        Arrays.setAll(nanos, i -> (long) (seconds * 1e9 * Math.exp(0.3 * random.nextGaussian())));
        return Times.of(nanos);
    }

    private static Finding only(Side green, Side blue, Figure figure) {
        return Comparison.of("blue", List.of(blue, green)).findings().stream()
                .filter(one -> one.figure() == figure)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aColourThatFailsMoreOftenIsSaidToDoSo() {
        Comparison compared =
                Comparison.of("blue", List.of(side("blue", 1000, 4, Times.NONE), side("green", 1000, 31, Times.NONE)));

        assertThat(compared.summary()).isEqualTo("green fails more often: 3.1 % against 0.4 %");
        assertThat(compared.findings()).singleElement().satisfies(one -> {
            assertThat(one.verdict()).isEqualTo(Verdict.WORSE);
            assertThat(one.difference().low()).isPositive();
            assertThat(one.needed()).isZero();
        });
    }

    @Test
    void withFewItSaysHowManyItTakes() {
        Finding few = only(side("green", 40, 1, Times.NONE), side("blue", 900, 4, Times.NONE), Figure.FAILURES);

        assertThat(few.verdict()).isEqualTo(Verdict.OPEN);
        // 2.5 % against 0.44 %: 7.849 * (0.0244 + 0.0044) / 0.0206² = 535.
        assertThat(few.needed()).isEqualTo(535);
        assertThat(few.text()).isEqualTo("no difference can be seen yet: 40 of about 540 answers needed");
        assertThat(only(side("green", 0, 0, Times.NONE), side("blue", 0, 0, Times.NONE), Figure.FAILURES)
                        .text())
                .isEqualTo("no difference can be seen yet: 0 of about 30 answers needed");
    }

    @Test
    void withManyThatAreAlikeNothingMatters() {
        Side blue = side("blue", 20_000, 40, around(1, 20_000));
        Side green = side("green", 20_000, 44, around(1, 20_000));

        assertThat(Comparison.of("blue", List.of(blue, green)).findings())
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.verdict()).as(one.text()).isEqualTo(Verdict.SAME));
        assertThat(Comparison.of("blue", List.of(blue, green)).summary())
                .isEqualTo("green does not fail more often than blue, and nothing else is worse");
    }

    @Test
    void aColourThatBeginsLateIsSaidToDoSo() {
        Side blue = side("blue", 2000, 0, around(1, 2000));
        Side green = side("green", 300, 0, around(2, 300));

        assertThat(only(green, blue, Figure.FIRST_TOKEN_P50).verdict()).isEqualTo(Verdict.WORSE);
        assertThat(only(green, blue, Figure.FIRST_TOKEN_P95).text())
                .startsWith("green more often begins late: ")
                .contains(" s against ");
        assertThat(only(blue, side("green", 30, 0, around(1, 20)), Figure.FIRST_TOKEN_P95)
                        .verdict())
                .isEqualTo(Verdict.OPEN);
    }

    @Test
    void lengthIsNeitherBetterNorWorseAndRatingsAre() {
        Side blue = new Side("blue", answers(100, 200), new Scores(100, 8000, 650_000), UNASKED);
        Side green = new Side("green", answers(100, 400), new Scores(100, 4000, 170_000), UNASKED);

        Finding length = only(green, blue, Figure.LENGTH);
        assertThat(length.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(length.text()).isEqualTo("green answers at greater length: 400 characters against 200 characters");
        Finding rating = only(green, blue, Figure.RATING);
        assertThat(rating.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(rating.text()).isEqualTo("green is rated worse: 40.0 of 100 against 80.0 of 100");
        assertThat(Comparison.of("blue", List.of(blue, green)).summary()).isEqualTo(rating.text());
    }

    private static ColourFigures answers(long count, long characters) {
        double squares = count * ((double) characters * characters + 100);
        return new ColourFigures(
                count, 0, 0, 0, Times.NONE, Times.NONE, Speed.NONE, count, count * characters, squares, Map.of());
    }

    @Test
    void aColourThatWritesMoreSlowlyIsSaidToDoSo() {
        Side blue = new Side("blue", speed(40), UNRATED, UNASKED);
        Side green = new Side("green", speed(20), UNRATED, UNASKED);

        Finding speed = only(green, blue, Figure.TOKENS_PER_SECOND);
        assertThat(speed.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(speed.text())
                .isEqualTo("green writes more slowly: 20.0 tokens a second against 40.0 tokens a second");
    }

    private static ColourFigures speed(int perSecond) {
        Speed speed = Speed.NONE;
        for (int i = 1; i <= 60; i++) {
            speed = speed.with((long) i * perSecond, i * 1_000_000_000L);
        }
        return new ColourFigures(60, 0, 0, 0, Times.NONE, Times.NONE, speed, 0, 0, 0, Map.of());
    }

    @Test
    void whatWasAnsweredInTheShadowIsASentenceOfItsOwn() {
        ColourFigures asked =
                new ColourFigures(100, 2, 0, 0, Times.NONE, Times.NONE, Speed.NONE, 0, 0, 0, Map.of("ok", 98L));
        double twice = Math.log(2);
        Map<Measure, Mean> measures = Map.of(
                Measure.ROUGE_L, new Mean(50, 40, 33),
                Measure.LENGTH, new Mean(50, 50 * twice, 50 * twice * twice),
                Measure.FIRST_TOKEN, new Mean(29, 0, 0));
        Side green = new Side("green", ColourFigures.NONE, UNRATED, shadow(asked, measures));

        assertThat(Comparison.of("blue", List.of(side("blue", 1000, 4, Times.NONE), green))
                        .summary())
                .isEqualTo(
                        "no difference can be seen yet: 0 of about 30 answers needed; asked in the shadow, green fails 2"
                                + " of 100 (0.6 to 7.0 %), says the same to 0.80 (0.76 to 0.84) by ROUGE-L, is 2.00 (2.00 to 2.00)"
                                + " times as long, whether it begins later cannot be seen yet: 29 of about 30 needed");
        assertThat(shadow(asked, Map.of()).summary("green"))
                .endsWith("(0.6 to 7.0 %), its answers cannot be compared yet: 0 of 30 needed");
    }

    private static InShadow shadow(ColourFigures asked, Map<Measure, Mean> measures) {
        return new InShadow(asked, 100, Map.of(), Map.of(), measures);
    }

    @ParameterizedTest
    @CsvSource({
        "200, 1.5, 'begins later: after 1.50 (1.40 to 1.61) times the time'",
        "200, 0.5, 'begins sooner: after 0.50 (0.47 to 0.54) times the time'",
        "200, 1.0, 'begins as soon: after 1.00 (0.93 to 1.07) times the time'",
        // Log 1.2 is seen with (2.80 * 0.5 / 0.182)² = 60.
        "40, 1.1, 'whether it begins later cannot be seen yet: 40 of about 60 needed'",
        "29, 9.0, 'its answers cannot be compared yet: 29 of 30 needed'",
    })
    void whetherAShadowBeginsLaterIsSaidOnceThereAreEnough(long count, double times, String words) {
        ColourFigures asked =
                new ColourFigures(count, 0, 0, 0, Times.NONE, Times.NONE, Speed.NONE, 0, 0, 0, Map.of("ok", count));
        double mean = Math.log(times);
        // The standard deviation is one half.
        double squares = count * mean * mean + (count - 1) * 0.25;

        assertThat(shadow(asked, Map.of(Measure.FIRST_TOKEN, new Mean(count, count * mean, squares)))
                        .summary("green"))
                .endsWith(", " + words);
    }

    @Test
    void whatEndedOtherwiseThanForClientsIsNamedByItsWords() {
        Map<Pair, Long> ends = Map.of(
                new Pair(Outcome.OK, Outcome.OK), 95L,
                new Pair(Outcome.OK, Outcome.EMPTY), 3L,
                new Pair(Outcome.QUEUE_FULL, Outcome.QUEUE_TIMEOUT), 1L,
                new Pair(Outcome.EMPTY, Outcome.OK), 1L);
        ColourFigures asked =
                new ColourFigures(100, 3, 0, 0, Times.NONE, Times.NONE, Speed.NONE, 0, 0, 0, Map.of("ok", 97L));
        InShadow shadow = new InShadow(asked, 100, Map.of(), ends, Map.of());

        // Both of the third are rejected, as clients are told it.
        assertThat(shadow.otherwise())
                .containsExactly(new Otherwise("ok", "empty", 3), new Otherwise("empty", "ok", 1));
        assertThat(shadow.summary("green")).contains(", ends otherwise than what clients got in 4 of 100, ");
    }

    @Test
    void oneColourAloneIsComparedWithNothing() {
        assertThat(Comparison.of("blue", List.of(side("blue", 10, 0, Times.NONE)))
                        .summary())
                .isEqualTo("there is nothing to compare blue with");
    }

    @Test
    void whatIsAnEstimateIsRounded() {
        assertThat(List.of(30L, 99L, 197L, 1234L, 96_000L).stream().map(Finding::rounded))
                .containsExactly(30L, 99L, 200L, 1300L, 96_000L);
    }
}
