package io.teal.gateway.trace.export;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives the next span of a thread the identifiers that were told before it is made. */
final class GivenIds implements IdGenerator {
    private record Ids(String traceId, String spanId) {}

    private static final ThreadLocal<@Nullable Ids> NEXT = new ThreadLocal<>();

    void next(String traceId, String spanId) {
        NEXT.set(new Ids(traceId, spanId));
    }

    private Ids given() {
        return Objects.requireNonNull(NEXT.get(), "no identifiers were given");
    }

    @Override
    public String generateSpanId() {
        return given().spanId();
    }

    @Override
    public String generateTraceId() {
        return given().traceId();
    }
}
