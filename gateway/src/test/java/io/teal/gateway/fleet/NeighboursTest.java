package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private final Neighbours neighbours = new Neighbours("self");

    private static LoadMessage message(String from, long sequence) {
        return new LoadMessage(from, sequence, false, List.of());
    }

    @Test
    void nobodyIsTheirOwnNeighbour() {
        assertThat(neighbours.hear(message("self", 1), 0)).isFalse();
        assertThat(neighbours.count()).isZero();
    }

    @Test
    void whatIsOlderThanWhatWasHeardIsNoNews() {
        assertThat(neighbours.hear(message("one", 2), 0)).isTrue();
        assertThat(neighbours.hear(message("one", 2), 0)).isFalse();
        assertThat(neighbours.hear(message("one", 1), 0)).isFalse();
        assertThat(neighbours.hear(message("one", 3), 0)).isTrue();
        assertThat(neighbours.count()).isEqualTo(1);
    }

    @Test
    void whoIsSilentForASecondIsForgotten() {
        assertThat(neighbours.hear(message("one", 1), 0)).isTrue();
        assertThat(neighbours.hear(message("other", 1), 500_000_000)).isTrue();

        neighbours.forgetSilent(999_999_999);
        assertThat(neighbours.count()).isEqualTo(2);
        neighbours.forgetSilent(1_000_000_000);

        assertThat(neighbours.count()).isEqualTo(1);
    }

    @Test
    void whoLeavesIsForgottenAtOnce() {
        assertThat(neighbours.hear(message("one", 1), 0)).isTrue();

        assertThat(neighbours.hear(new LoadMessage("one", 2, true, List.of()), 1))
                .isTrue();

        assertThat(neighbours.count()).isZero();
    }
}
