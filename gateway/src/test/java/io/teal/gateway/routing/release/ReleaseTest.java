package io.teal.gateway.routing.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.policy.Shadow;
import io.teal.gateway.routing.release.Release.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReleaseTest {
    private static final int LAST = Plan.DEFAULT.steps().size() - 1;

    @ParameterizedTest
    @EnumSource
    void theOldColourIsAskedInTheShadowWhileItHasNoRequestsAndTheReleaseGoesOn(State state) {
        Shadow expected = state.over() ? null : new Shadow("blue", 10, true);

        assertThat(at(state, LAST).control()).isEqualTo(expected);
        assertThat(at(state, LAST - 1).control()).isNull();
        assertThat(at(state, -1).control()).isNull();
    }

    private static Release at(State state, int step) {
        return new Release(
                "chat-1",
                "chat",
                "blue",
                "green",
                Plan.DEFAULT,
                new LinkedHashMap<>(Map.of("blue", 100)),
                1,
                state,
                step,
                Instant.EPOCH,
                null,
                0,
                1,
                false,
                List.of());
    }
}
