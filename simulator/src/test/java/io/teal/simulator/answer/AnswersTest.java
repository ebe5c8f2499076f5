package io.teal.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers blue = new Answers("blue-1", 1);

    @Test
    void sameQuestionSameAnswer() {
        assertThat(blue.text("1", "怎么报销？", "m", 0.7)).isEqualTo(new Answers("blue-1", 1).text("1", "怎么报销？", "m", 0.7));
    }

    @Test
    void everyPartOfTheQuestionMatters() {
        assertThat(List.of(
                        blue.text("1", "怎么报销？", "m", 0.7),
                        blue.text("2", "怎么报销？", "m", 0.7),
                        blue.text("1", "怎么请假？", "m", 0.7),
                        blue.text("1", "怎么报销？", "n", 0.7),
                        blue.text("1", "怎么报销？", "m", 0.1),
                        new Answers("blue-1", 2).text("1", "怎么报销？", "m", 0.7)))
                .doesNotHaveDuplicates();
    }

    @Test
    void instancesOfOneSeedDifferInTheNameOnly() {
        String green = new Answers("green-1", 1).text("1", "怎么报销？", "m", 0.7);

        assertThat(green.replace("green-1", "blue-1")).isEqualTo(blue.text("1", "怎么报销？", "m", 0.7));
    }

    @Test
    void tokensMakeUpTheText() {
        List<String> tokens = blue.tokens("1", "🙂🙂🙂怎么报销？", "m", 0.7, 0);

        assertThat(String.join("", tokens)).isEqualTo(blue.text("1", "🙂🙂🙂怎么报销？", "m", 0.7));
        assertThat(tokens).allMatch(token -> !Character.isLowSurrogate(token.charAt(0)));
        assertThat(blue.tokens("1", "怎么报销？", "m", 0.7, 5)).hasSize(5);
    }
}
