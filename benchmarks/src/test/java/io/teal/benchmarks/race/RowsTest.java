package io.teal.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void areAllWithoutAName() {
        assertThat(Rows.named(List.of())).extracting(Row::name).contains("cpu", "latency", "switch", "start");
        assertThat(Rows.all()).extracting(Row::name).doesNotHaveDuplicates();
        assertThat(Rows.all()).extracting(Row::about).doesNotContain("");
    }

    @Test
    void areChosenByName() {
        assertThat(Rows.named(List.of("start", "cpu"))).extracting(Row::name).containsExactly("cpu", "start");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rows.named(List.of("speed")))
                .withMessageContaining("no row speed; there are cpu, latency");
    }
}
