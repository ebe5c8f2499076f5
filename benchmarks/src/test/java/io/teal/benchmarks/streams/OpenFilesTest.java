package io.teal.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void eachStreamNeedsTwo() {
        assertThat(limit("20000                20000 ")).isEqualTo(9750);
        assertThat(limit("1024                 524288 ")).isEqualTo(262);
        assertThat(limit("400                  400 ")).isEqualTo(1);
    }

    @Test
    void withoutALimitThereIsNone() {
        assertThat(limit("unlimited            unlimited ")).isEqualTo(Integer.MAX_VALUE);
    }

    private static int limit(String values) {
        return OpenFiles.streamsFor(List.of(
                "Max processes             95838                95838                processes ",
                "Max open files            " + values + "               files     "));
    }
}
