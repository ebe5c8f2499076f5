package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.colour.Colours.Colour;
import io.teal.gateway.colour.Ratings.Rating;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedRatingsTest {
    @Test
    void whatIsSentIsRead() {
        assertThat(SharedRatings.read("1 chat/blue a1 80 1790000000000 more"))
                .isEqualTo(new Rating("a1", new Colour("chat", "blue"), 80, 1_790_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2 chat/blue a1 80 1",
                "1 chat a1 80 1",
                "1 chat/ a1 80 1",
                "1 chat/blue a1 x 1",
                "1 chat/blue a1 101 1"
            })
    void whatIsNoneIsNotRead(String text) {
        assertThat(SharedRatings.read(text)).isNull();
    }
}
