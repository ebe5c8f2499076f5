package io.teal.benchmarks.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void areAllWithoutAName() {
        assertThat(Rows.named(List.of(), false)).extracting(Row::name).contains("cpu", "latency", "switch", "start");
        assertThat(Rows.all()).extracting(Row::name).doesNotHaveDuplicates();
        assertThat(Rows.all()).extracting(Row::about).doesNotContain("");
    }

    @Test
    void areFewerWithLittleTime() {
        assertThat(Rows.named(List.of(), true))
                .extracting(Row::name)
                .contains("cpu", "routes", "streams")
                .doesNotContain("connections", "bodies", "servers");
        assertThat(Rows.named(List.of("bodies"), true)).extracting(Row::name).containsExactly("bodies");
    }

    @Test
    void areChosenByName() {
        assertThat(Rows.named(List.of("start", "cpu"), true))
                .extracting(Row::name)
                .containsExactly("cpu", "start");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rows.named(List.of("speed"), false))
                .withMessageContaining("no row speed; there are cpu, latency");
    }
}
