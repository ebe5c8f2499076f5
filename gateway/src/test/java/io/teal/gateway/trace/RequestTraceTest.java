package io.teal.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which requests are traced, and what servers are told. */
class RequestTraceTest {
    private static final String IN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

    @Test
    void whoIsInATraceDecides() {
        RequestTrace traced = Objects.requireNonNull(RequestTrace.begin(IN + "-01", 0));

        assertThat(traced.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(traced.parent()).isEqualTo(TraceParent.parse(IN + "-01"));
        assertThat(traced.spanId()).isNotEqualTo("00f067aa0ba902b7");
        assertThat(RequestTrace.begin(IN + "-00", 1)).isNull();
    }

    @Test
    void theOthersAreChosenAtRandom() {
        assertThat(RequestTrace.begin(null, 0)).isNull();
        assertThat(RequestTrace.begin("nonsense", 1)).isNotNull();
        int traced = 0;
        for (int i = 0; i < 10_000; i++) {
            traced += RequestTrace.begin(null, 0.25) == null ? 0 : 1;
        }
        // Seven standard deviations to each side.
        assertThat(traced).isBetween(2_200, 2_800);
    }

    @Test
    void serversAreToldOfTheAttemptAndNotOfTheRequest() {
        RequestTrace trace = Objects.requireNonNull(RequestTrace.begin(null, 1));

        TraceParent first = trace.child();
        TraceParent second = trace.child();

        assertThat(first.traceId()).isEqualTo(trace.traceId()).isEqualTo(second.traceId());
        assertThat(List.of(first.spanId(), second.spanId(), trace.spanId())).doesNotHaveDuplicates();
        assertThat(TraceParent.parse(first.text())).isEqualTo(first);
    }
}
