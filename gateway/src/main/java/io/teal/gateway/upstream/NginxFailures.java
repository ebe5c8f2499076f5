package io.teal.gateway.upstream;

/**
 * nginx's count of failures of one server (ngx_http_upstream_round_robin.c): a clock of whole seconds, a count that a
 * success clears only when the server was picked more than {@code fail_timeout} after its last failure, and one probe for
 * each {@code fail_timeout} once it is out. Unlike nginx, the last usable server is never out, whatever else is configured
 * beside it. Guarded by the lock of the group.
 */
final class NginxFailures {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private int fails;
    private long accessed = NEVER;
    private long checked = NEVER;
    private boolean out;

    static long second(long nanos) {
        return Math.floorDiv(nanos, 1_000_000_000L);
    }

    /** Whether the count has put it out and no success has brought it back, probes or not. */
    boolean out() {
        return out;
    }

    /** Whether it takes no request in this second. */
    boolean hidden(long second, long failTimeout) {
        return out && second - checked <= failTimeout;
    }

    /** The first second in which it takes a request again; only when it is out. */
    long opens(long failTimeout) {
        return checked + failTimeout + 1;
    }

    void picked(long second, long failTimeout) {
        if (second - checked > failTimeout) {
            checked = second;
        }
    }

    /** Counts a success; returns whether it brought the server back. */
    boolean succeeded() {
        if (accessed >= checked) {
            return false;
        }
        boolean back = out;
        clear();
        return back;
    }

    /**
     * Counts a failure; returns whether it put the server out.
     *
     * @param spared whether the server is the last usable one
     */
    boolean failed(long second, int maxFails, boolean spared) {
        boolean before = out;
        fails++;
        accessed = second;
        checked = second;
        if (maxFails > 0 && fails >= maxFails && !spared) {
            out = true;
        }
        return out && !before;
    }

    void clear() {
        fails = 0;
        out = false;
    }
}
