package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.colour.Colours;
import io.teal.gateway.colour.Judgement;
import io.teal.gateway.outcome.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColourMessageTest {
    @Test
    void whatIsSentIsRead() {
        Colours colours = new Colours(() -> 7_000);
        colours.share();
        colours.of("chat", "blue").ended(Outcome.EMPTY, Judgement.FAILURE);
        colours.of("a b", "blue").ended(Outcome.EMPTY, Judgement.FAILURE);
        colours.of(new Colours.Colour("chat", "blue", true)).ended(Outcome.EMPTY, Judgement.FAILURE);
        List<Colours.Told> told = colours.take(7);
        ColourMessage sent = new ColourMessage("a1", 7, told);

        assertThat(told).hasSize(3);
        // Names that no file can have are left out.
        assertThat(ColourMessage.read(sent.text())).isEqualTo(new ColourMessage("a1", 7, told.subList(1, 3)));
        assertThat(ColourMessage.read("1 a1 7 more")).isEqualTo(new ColourMessage("a1", 7, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2 a1 7",
                "1 a1",
                "1 a1 x",
                "1 a1 7\n",
                "1 a1 7\nchat judged=1",
                "1 a1 7\nchat/blue/light judged=1",
                "1 a1 7\nchat/blue judged=-1",
                "1 a1 7\nchat/blue judged=x",
                "1 a1 7\nchat/blue first=99:1",
                "1 a1 7\nchat/blue first=1",
                "1 a1 7\nchat/blue outcomes=OK!:1",
            })
    void whatIsNoneIsNotRead(String text) {
        assertThat(ColourMessage.read(text)).isNull();
    }
}
