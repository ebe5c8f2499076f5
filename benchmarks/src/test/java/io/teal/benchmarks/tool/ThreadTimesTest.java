package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.benchmarks.tool.ThreadTimes.Times;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {
    @Test
    void readsTheLineOfAThread() {
        assertThat(Times.parse("157321 4312 77\n")).isEqualTo(new Times(157_321, 4312));
    }

    @Test
    void threadsThatBeganCountAndThoseThatEndedDoNot() {
        ThreadTimes before =
                new ThreadTimes(Map.of(Path.of("1"), new Times(100, 10), Path.of("2"), new Times(900, 90)));
        ThreadTimes after = new ThreadTimes(Map.of(Path.of("1"), new Times(150, 11), Path.of("3"), new Times(7, 5)));

        assertThat(after.since(before)).isEqualTo(new Times(57, 6));
        assertThat(ThreadTimes.NONE.since(before)).isEqualTo(new Times(0, 0));
    }
}
