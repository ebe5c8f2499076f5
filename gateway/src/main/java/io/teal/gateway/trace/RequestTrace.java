package io.teal.gateway.trace;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The trace of a request that is traced. Its identifiers are needed before there are spans, as servers are told of them. Immutable.
 *
 * @param parent what the client says; null when the trace begins here
 * @param traceId the trace, 32 hexadecimal digits
 * @param spanId what the request itself is in it, 16 of them
 */
public record RequestTrace(@Nullable TraceParent parent, String traceId, String spanId) {
    /**
     * A request comes; whether it is traced. Who is in a trace already decides by its flag, the others are chosen at random.
     *
     * @param field what the client says; null for nothing
     * @param ratio how many of those that are in none begin one, from 0 to 1
     * @return null when it is not
     */
    public static @Nullable RequestTrace begin(@Nullable String field, double ratio) {
        TraceParent parent = TraceParent.parse(field);
        if (parent == null) {
            boolean chosen = ratio > 0 && ThreadLocalRandom.current().nextDouble() < ratio;
            return chosen ? new RequestTrace(null, newTraceId(), newSpanId()) : null;
        }
        return parent.sampled() ? new RequestTrace(parent, parent.traceId(), newSpanId()) : null;
    }

    /** Something happens within the request: what a server is told of it. */
    public TraceParent child() {
        return new TraceParent(traceId, newSpanId(), true);
    }

    private static String newTraceId() {
        return newSpanId() + newSpanId();
    }

    /** Not zero, which would mean none. */
    private static String newSpanId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long id = random.nextLong();
        while (id == 0) {
            id = random.nextLong();
        }
        return HexFormat.of().toHexDigits(id);
    }
}
