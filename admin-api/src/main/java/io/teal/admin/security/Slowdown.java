package io.teal.admin.security;

import io.teal.gateway.address.IpAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The brake on guessing. Failed attempts of one address are answered later and later, and after ten within a minute from the
 * first one nothing of that address is tried until the minute is over. Successes change nothing: else whoever has one account
 * could clear his record with it. Thread-safe; the least recently seen of too many addresses are forgotten.
 */
final class Slowdown {
    private static final Logger LOG = LoggerFactory.getLogger(Slowdown.class);
    static final int MOST_FAILURES = 10;
    static final int MOST_ADDRESSES = 10_000;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 5_000;

    private final LongSupplier nanos;
    private final Map<String, Past> records = new LinkedHashMap<>(16, 0.75f, true);

    /** What one address did; guarded by the map. */
    private static final class Past {
        private long since;
        private int failures;
        private int underWay;
    }

    /**
     * Nobody is slowed.
     *
     * @param nanos a clock of any origin
     */
    Slowdown(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The attempt of somebody at an address. */
    Attempt by(String address) {
        return new Attempt(key(address));
    }

    /** Whoever has one IPv6 address has 2^64 of them: they count as one. */
    static String key(String address) {
        int zone = address.indexOf('%');
        IpAddress parsed = IpAddress.parse(zone < 0 ? address : address.substring(0, zone));
        if (parsed == null) {
            return address;
        }
        return parsed.isIpv4() ? parsed.toString() : new IpAddress(parsed.high(), 0) + "/64";
    }

    int addresses() {
        synchronized (records) {
            return records.size();
        }
    }

    /** One attempt: to be ended by {@link #failed} or {@link #over} when it was let {@link #begin}. */
    final class Attempt {
        private final String key;
        private boolean counted;

        private Attempt(String key) {
            this.key = key;
        }

        /** Seconds until it may be tried again; 0 when it may now. */
        int blockedSeconds() {
            synchronized (records) {
                Past past = records.get(key);
                if (past == null || past.failures < MOST_FAILURES) {
                    return 0;
                }
                long left = MINUTE - (nanos.getAsLong() - past.since);
                return left <= 0 ? 0 : (int) Math.ceilDiv(left, 1_000_000_000L);
            }
        }

        /** Begins what takes its time, so that many at once are no more than one after the other; false when too many do. */
        boolean begin() {
            synchronized (records) {
                Past past = past();
                if (past.failures + past.underWay >= MOST_FAILURES) {
                    return false;
                }
                past.underWay++;
                counted = true;
                return true;
            }
        }

        /** Ends it as one that failed. Returns the milliseconds by which that is to be told later. */
        long failed() {
            synchronized (records) {
                Past past = past();
                if (past.failures == 0) {
                    past.since = nanos.getAsLong();
                }
                past.failures++;
                if (past.failures == MOST_FAILURES) {
                    LOG.warn(
                            "{} attempts to get in from {} have failed: no more are tried for a while",
                            MOST_FAILURES,
                            key);
                }
                release(past);
                return Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(past.failures - 1, 10));
            }
        }

        /** Ends it without a failure. */
        void over() {
            synchronized (records) {
                Past past = records.get(key);
                if (past != null) {
                    release(past);
                    if (past.failures == 0 && past.underWay == 0) {
                        records.remove(key);
                    }
                }
            }
        }

        private void release(Past past) {
            if (counted && past.underWay > 0) {
                past.underWay--;
            }
            counted = false;
        }

        private Past past() {
            Past past = records.computeIfAbsent(key, any -> new Past());
            if (past.failures > 0 && nanos.getAsLong() - past.since >= MINUTE) {
                past.failures = 0;
            }
            Iterator<String> oldest = records.keySet().iterator();
            while (records.size() > MOST_ADDRESSES) {
                oldest.next();
                oldest.remove();
            }
            return past;
        }
    }
}
