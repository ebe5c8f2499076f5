package io.teal.gateway.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers of one request that is traced. They are needed before there are spans, as servers are told of them. Confined to the
 * event loop of the request until that is over.
 */
public final class RequestTrace {
    private static final IdGenerator IDS = IdGenerator.random();

    private final @Nullable TraceParent parent;
    private final String traceId;
    private final String spanId = newSpanId();
    private final List<String> attempts = new ArrayList<>(1);

    /** @param parent what the client says; null when the trace begins here */
    RequestTrace(@Nullable TraceParent parent) {
        this.parent = parent;
        this.traceId = parent == null ? IDS.generateTraceId() : parent.traceId();
    }

    static String newSpanId() {
        return IDS.generateSpanId();
    }

    /** An attempt begins: what its server is told. */
    public TraceParent attempt() {
        String attempt = newSpanId();
        attempts.add(attempt);
        return new TraceParent(traceId, attempt, true);
    }

    /** The trace, as logs name it. */
    public String traceId() {
        return traceId;
    }

    @Nullable TraceParent parent() {
        return parent;
    }

    String spanId() {
        return spanId;
    }

    /** The span of an attempt, from 0. */
    String attempt(int index) {
        return attempts.get(index);
    }

    int attempts() {
        return attempts.size();
    }
}
