package io.teal.gateway.colour;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.colour.Ratings.Scores;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RatingsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong millis = new AtomicLong(1_790_000_000_000L);
    private final Colours colours = new Colours(millis::get);

    private Scores of(String upstream) {
        return colours.ratings().of("chat", upstream, HOUR);
    }

    @Test
    void aRatingIsTheColoursThatGaveTheMessage() {
        colours.of("chat", "blue").message("b1");
        colours.of("chat", "green").message("c1");
        colours.ratings().rated("b1", 80);
        colours.ratings().rated("c1", 20);
        colours.ratings().rated("unknown", 50);

        assertThat(of("blue")).isEqualTo(new Scores(1, 80, 6400));
        assertThat(of("green")).isEqualTo(new Scores(1, 20, 400));
    }

    @Test
    void aLaterRatingOfTheSameMessageReplacesTheFirst() {
        colours.of("chat", "blue").message("b1");
        colours.ratings().rated("b1", 80);
        millis.addAndGet(1000);
        colours.ratings().rated("b1", 10);

        assertThat(of("blue")).isEqualTo(new Scores(1, 10, 100));
    }

    @Test
    void whatIsNoRatingIsNotTaken() {
        colours.of("chat", "blue").message("b1");
        colours.of("chat", "blue").message("no message: too long and with blanks");
        colours.ratings().rated("b1", 101);
        colours.ratings().rated("b1", -1);
        colours.ratings().rated("no message: too long and with blanks", 50);

        assertThat(of("blue").count()).isZero();
    }

    @Test
    void allIsForgottenAfterADay() {
        colours.of("chat", "blue").message("b1");
        millis.addAndGet(Ratings.REMEMBERED.toMillis() + 1);
        colours.ratings().rated("b1", 80);
        assertThat(of("blue").count()).isZero();

        colours.of("chat", "blue").message("b2");
        colours.ratings().rated("b2", 80);
        millis.addAndGet(HOUR.toMillis());
        assertThat(of("blue").count()).isZero();
        assertThat(colours.ratings().of("chat", "blue", Duration.ofDays(7)).count())
                .isOne();
    }

    @Test
    void thereIsABound() {
        for (int i = 0; i <= 50_000; i++) {
            colours.of("chat", "blue").message("m" + i);
        }
        colours.ratings().rated("m0", 80);
        colours.ratings().rated("m1", 80);

        assertThat(of("blue").count()).isOne();
    }
}
