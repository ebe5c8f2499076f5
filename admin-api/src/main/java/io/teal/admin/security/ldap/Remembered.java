package io.teal.admin.security.ldap;

import io.teal.admin.security.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Whom the directory knew a short time ago, so that it is not asked with every request. Names and passwords are kept as a
 * keyed hash alone; its key is made at the start and never leaves the process. Thread-safe, and bounded.
 */
final class Remembered {
    private static final int MOST = 1000;
    private static final String HASH = "HmacSHA256";

    private final SecretKeySpec salt;
    private final long nanos;
    private final LongSupplier clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(Verdict verdict, long since) {}

    /**
     * Nobody yet.
     *
     * @param lifetime of what is remembered; zero remembers nothing
     * @param clock nanoseconds of any origin
     */
    Remembered(Duration lifetime, LongSupplier clock) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.salt = new SecretKeySpec(random, HASH);
        this.nanos = lifetime.toNanos();
        this.clock = clock;
    }

    /** What a name and a password are kept under. */
    String key(String name, String password) {
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(salt);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    /** What was said last, or null when that is not known any more. */
    synchronized @Nullable Verdict verdict(String key) {
        Entry entry = entries.get(key);
        return entry == null || old(entry) ? null : entry.verdict;
    }

    /** Remembers whoever proved to be himself; anything else is asked again. */
    synchronized void remember(String key, Verdict verdict) {
        boolean proved =
                switch (verdict) {
                    case Verdict.Known known -> true;
                    case Verdict.NoRole known -> true;
                    case Verdict.Rejected no -> false;
                    case Verdict.Unavailable no -> false;
                    case Verdict.Untried no -> false;
                };
        if (!proved) {
            return;
        }
        entries.remove(key);
        entries.put(key, new Entry(verdict, clock.getAsLong()));
        // The order is that of age: what is too old, or too much, stands first.
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext() && (old(oldest.next()) || entries.size() > MOST)) {
            oldest.remove();
        }
    }

    private boolean old(Entry entry) {
        return clock.getAsLong() - entry.since >= nanos;
    }
}
