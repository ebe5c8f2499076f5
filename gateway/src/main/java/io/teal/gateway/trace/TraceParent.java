package io.teal.gateway.trace;

import org.jspecify.annotations.Nullable;

/**
 * The field {@code traceparent} (W3C Trace Context, 3.2): in which trace something happens, and below what.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 of them, not all zero
 * @param sampled whether the caller keeps what it knows of this trace
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
    /** The field's name. */
    public static final String NAME = "traceparent";

    /** What tracing systems of their own say beside it. Without a valid {@link #NAME} it says nothing. */
    public static final String STATE = "tracestate";

    private static final int TRACE = 3;
    private static final int SPAN = TRACE + 32 + 1;
    private static final int FLAGS = SPAN + 16 + 1;
    private static final int LENGTH = FLAGS + 2;

    /**
     * What a field says; null when it says nothing valid, and a trace begins here. Later versions of the field may be longer.
     */
    public static @Nullable TraceParent parse(@Nullable String field) {
        if (field == null || field.length() < LENGTH) {
            return null;
        }
        boolean first = field.startsWith("00");
        boolean framed = field.charAt(2) == '-' && field.charAt(SPAN - 1) == '-' && field.charAt(FLAGS - 1) == '-';
        boolean ends = field.length() == LENGTH || (!first && field.charAt(LENGTH) == '-');
        if (!framed || !ends || !hex(field, 0, 2) || field.startsWith("ff") || !hex(field, FLAGS, LENGTH)) {
            return null;
        }
        String traceId = id(field, TRACE, SPAN - 1);
        String spanId = id(field, SPAN, FLAGS - 1);
        boolean sampled = (Character.digit(field.charAt(LENGTH - 1), 16) & 1) != 0;
        return traceId == null || spanId == null ? null : new TraceParent(traceId, spanId, sampled);
    }

    private static @Nullable String id(String field, int from, int to) {
        if (!hex(field, from, to)) {
            return null;
        }
        boolean zero = true;
        for (int i = from; i < to; i++) {
            zero &= field.charAt(i) == '0';
        }
        return zero ? null : field.substring(from, to);
    }

    private static boolean hex(String field, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = field.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The field's value, in version 00. */
    public String text() {
        return "00-" + traceId + '-' + spanId + (sampled ? "-01" : "-00");
    }
}
