package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.simulator.fault.Fault;
import org.junit.jupiter.api.Test;

class SimulatorMainTest {
    @Test
    void argumentsBecomeInstances() {
        assertThat(SimulatorMain.instances(
                        "--instances", "blue-1:8001,green-1:8011", "--flavour", "master", "--scale", "0.02"))
                .containsExactly(
                        new Instance("blue-1", 8001, Flavour.MASTER, "1", 1, Timing.scaled(0.02)),
                        new Instance("green-1", 8011, Flavour.MASTER, "1", 1, Timing.scaled(0.02)));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> SimulatorMain.instances("--colour", "x")).hasMessage("unknown argument --colour");
        assertThatThrownBy(() -> SimulatorMain.instances("--scale")).hasMessage("--scale needs a value");
        assertThatThrownBy(() -> SimulatorMain.instances()).hasMessageContaining("--instances wants name:port");
        assertThatThrownBy(() -> Instance.named("a").withPort(70000)).hasMessageContaining("70000");
        assertThatThrownBy(() -> Timing.scaled(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void faultsAreFoundByTheirKey() {
        assertThat(Fault.named("tokens-then-reset")).isEqualTo(Fault.TOKENS_THEN_RESET);
        assertThat(Fault.named(" OUT_OF_MEMORY ")).isEqualTo(Fault.OUT_OF_MEMORY);
        assertThat(Fault.named("nothing")).isNull();
        assertThat(Fault.SLOW_DRIP.key()).isEqualTo("slow-drip");
    }
}
