package io.teal.gateway.upstream;

import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.stats.Ejection;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether one server is out, until when and why, and the trial that brings it back. Guarded by the lock of the group.
 *
 * <p>With {@link Upstream.Ejection#SLIDING} an ejection lasts {@code fail_timeout}; then the server is half open: it gets
 * one request, and only that one's end decides, however long it takes. Requests that were with the server before do not.
 * With {@link Upstream.Ejection#NGINX} failures are counted by {@link NginxFailures}. An operator's ejection is the same in
 * both and ends in a trial.
 */
final class Ejector {
    private final FailureWindow window = new FailureWindow();
    private @Nullable NginxFailures nginx;
    private int maxFails;
    private Duration failTimeout = Duration.ZERO;
    private boolean out;
    private long until;
    private @Nullable Lease trial;
    private String reason = "";
    private Ejection cause = Ejection.FAILURES;

    /** Takes the numbers of a routing; what is counted stays, unless the arithmetic itself changes. */
    void adopt(Upstream.Ejection ejection, Server spec) {
        maxFails = spec.maxFails();
        failTimeout = spec.failTimeout();
        window.capacity(maxFails);
        switch (ejection) {
            case SLIDING -> nginx = null;
            case NGINX -> {
                if (nginx == null) {
                    nginx = new NginxFailures();
                }
            }
        }
    }

    /** Whether a request may be sent now. */
    boolean admits(long now) {
        if (out) {
            return now - until >= 0 && trial == null;
        }
        return !hidden(now);
    }

    /** Whether it is out or not yet proven again; such a server is no support for another that is about to be ejected. */
    boolean doubtful() {
        return out || (nginx != null && maxFails > 0 && nginx.out());
    }

    /** Whether its time has not run out. */
    boolean ejected(long now) {
        return out ? now - until < 0 : hidden(now);
    }

    /** Nanoseconds until a request may be sent again; 0 when there is nothing to wait for but a trial. */
    long left(long now) {
        if (out) {
            return Math.max(0, until - now);
        }
        return nginx != null && hidden(now) ? nginx.opens(failTimeout.toSeconds()) * 1_000_000_000L - now : 0;
    }

    String reason() {
        return reason;
    }

    /** The reason of the last ejection in one word. */
    Ejection cause() {
        return cause;
    }

    int recentFailures(long now) {
        return window.within(now, failTimeout.toNanos());
    }

    void picked(Lease lease, long now) {
        if (out && now - until >= 0 && trial == null) {
            trial = lease;
        }
        if (nginx != null) {
            nginx.picked(NginxFailures.second(now), failTimeout.toSeconds());
        }
    }

    /** Counts a success; returns whether it brought the server back. */
    boolean succeeded(Lease lease) {
        if (trial == lease) {
            return restore();
        }
        return !out && nginx != null && nginx.succeeded() && restore();
    }

    /** Counts a failure; returns whether it put the server out. */
    boolean failed(Lease lease, String why, long now, boolean spared) {
        window.add(now);
        String last = why.isEmpty() ? "" : ", the last: " + why;
        if (trial == lease) {
            trial = null;
            if (maxFails > 0) {
                out(now, failTimeout.toNanos(), Ejection.TRIAL, "the trial failed" + (why.isEmpty() ? "" : ": " + why));
                return true;
            }
            out = false;
            return false;
        }
        if (nginx != null) {
            boolean ejects = nginx.failed(NginxFailures.second(now), maxFails, spared);
            if (ejects) {
                reason = maxFails + " failures" + last;
                cause = Ejection.FAILURES;
            }
            return ejects && !out;
        }
        if (out || spared || maxFails == 0) {
            return false;
        }
        if (window.within(now, failTimeout.toNanos()) < maxFails) {
            return false;
        }
        out(
                now,
                failTimeout.toNanos(),
                Ejection.FAILURES,
                maxFails + (maxFails == 1 ? " failure in " : " failures in ") + text(failTimeout) + last);
        return true;
    }

    /** Frees the place of the trial when it said nothing. */
    void ignored(Lease lease) {
        if (trial == lease) {
            trial = null;
        }
    }

    /** Puts the server out whatever it did; a trial under way no longer decides. */
    void out(long now, long nanos, Ejection by, String because) {
        cause = by;
        out = true;
        until = now + nanos;
        trial = null;
        reason = because;
    }

    /** Takes the server back and forgets its failures; returns whether it was out. */
    boolean restore() {
        boolean was = doubtful();
        out = false;
        trial = null;
        reason = "";
        window.clear();
        if (nginx != null) {
            nginx.clear();
        }
        return was;
    }

    private boolean hidden(long now) {
        return nginx != null && maxFails > 0 && nginx.hidden(NginxFailures.second(now), failTimeout.toSeconds());
    }

    /** {@code 30s}, {@code 1m30s}, {@code 0.5s}. */
    static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** The times of the last failures, in a ring. */
    private static final class FailureWindow {
        /** Remembered at least, so that the status has something to show where failures never eject. */
        private static final int LEAST = 8;

        private long[] times = new long[LEAST];
        private int next;
        private int size;

        /** Makes room for the failures that eject; the newest are kept. */
        void capacity(int most) {
            int wanted = Math.max(LEAST, most);
            if (wanted == times.length) {
                return;
            }
            long[] other = new long[wanted];
            int kept = Math.min(size, wanted);
            for (int i = 0; i < kept; i++) {
                other[kept - 1 - i] = newest(i);
            }
            times = other;
            size = kept;
            next = kept % wanted;
        }

        void add(long now) {
            times[next] = now;
            next = next + 1 == times.length ? 0 : next + 1;
            size = Math.min(size + 1, times.length);
        }

        /** How many came less than {@code nanos} ago. */
        int within(long now, long nanos) {
            int count = 0;
            while (count < size && now - newest(count) < nanos) {
                count++;
            }
            return count;
        }

        void clear() {
            size = 0;
        }

        private long newest(int back) {
            return times[Math.floorMod(next - 1 - back, times.length)];
        }
    }
}
