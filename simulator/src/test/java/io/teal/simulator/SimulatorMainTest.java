package io.teal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.simulator.fault.Fault;
import io.teal.simulator.pace.Overload;
import java.time.Duration;
import java.util.List;
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
    void modelServersAndTheirLoadHaveWords() {
        assertThat(SimulatorMain.instances("--instances", "m:1", "--flavour", "vllm", "--overload", "2000,4,25,20,5"))
                .singleElement()
                .satisfies(instance -> {
                    assertThat(instance.flavour()).isEqualTo(Flavour.VLLM);
                    assertThat(instance.overload()).isEqualTo(Overload.of(Duration.ofSeconds(2), 4, 25, 20, 5));
                });
        for (String word : List.of("xinference", "ollama", "fastchat")) {
            assertThat(SimulatorMain.instances("--instances", "m:1", "--flavour", word)
                            .getFirst()
                            .flavour()
                            .name())
                    .isEqualToIgnoringCase(word);
        }
        assertThatThrownBy(() -> SimulatorMain.instances("--flavour", "gpt")).hasMessageContaining("not gpt");
        assertThatThrownBy(() -> SimulatorMain.instances("--overload", "1,2")).hasMessageContaining("\"1,2\"");
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
