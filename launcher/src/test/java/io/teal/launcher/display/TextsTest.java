package io.teal.launcher.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void sharesAddUpWhateverTheWeights() {
        Map<String, Integer> split = new LinkedHashMap<>();
        split.put("blue", 2);
        split.put("green", 1);
        split.put("red", 0);

        assertThat(RevisionText.split(split)).isEqualTo("blue 66.7 % green 33.3 %");
        assertThat(RevisionText.share(0, Map.of())).isEqualTo("0 %");
    }

    @Test
    void agesUseTheLargestFittingUnit() {
        assertThat(RevisionText.age(Duration.ofMillis(-5))).isEqualTo("0 ms");
        assertThat(RevisionText.age(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(RevisionText.age(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(RevisionText.age(Duration.ofMinutes(59))).isEqualTo("59 min");
        assertThat(RevisionText.age(Duration.ofHours(47))).isEqualTo("47 h");
        assertThat(RevisionText.age(Duration.ofDays(9))).isEqualTo("9 d");
    }

    @Test
    void aTimeNobodyCanReadIsShownAsItIs() {
        assertThat(RevisionText.ago("yesterday", Instant.EPOCH)).isEqualTo("yesterday");
        assertThat(RevisionText.ago("1970-01-01T00:00:00Z", Instant.ofEpochSecond(90)))
                .isEqualTo("1 min ago");
    }

    @Test
    void columnsLineUpAlsoUnderChineseText() {
        Table table = new Table("A", "B");
        table.row("中文", "x");
        table.row("abc", "y");

        assertThat(table.toString().lines()).containsExactly("A     B", "中文  x", "abc   y");
        assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
    }
}
