package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoresTest {
    @Test
    void theProxyHasTheFirstAndTheRestHasTheOthers() {
        assertThat(Cores.of(2).forProxy(List.of("nginx", "-v"))).containsExactly("taskset", "-c", "0", "nginx", "-v");
        assertThat(Cores.of(2).forOthers(List.of("wrk"))).containsExactly("taskset", "-c", "1", "wrk");
        assertThat(Cores.of(8).forOthers(List.of("wrk"))).containsExactly("taskset", "-c", "1-7", "wrk");
    }

    @Test
    void theProxyMayHaveTwo() {
        assertThat(Cores.of(8).withTwo()).isEqualTo(new Cores("0,1", "1-7"));
    }

    @Test
    void oneIsTooFew() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cores.of(1));
    }
}
