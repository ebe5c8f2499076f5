package io.teal.gateway.recent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last requests that are over. Nobody waits for anybody: an event loop adds with one counter and one exchange of a reference,
 * and who reads takes what stands there. Thread-safe.
 */
public final class RecentRequests {
    /** Keeps nothing. */
    public static final RecentRequests OFF = new RecentRequests(0, System::currentTimeMillis);

    private final AtomicReferenceArray<@Nullable RequestRecord> kept;
    private final AtomicLong added = new AtomicLong();
    private final LongSupplier epochMillis;

    /**
     * @param size how many are kept, 0 for none
     * @param epochMillis the time of day, milliseconds since 1970
     */
    public RecentRequests(int size, LongSupplier epochMillis) {
        this.kept = new AtomicReferenceArray<>(size);
        this.epochMillis = epochMillis;
    }

    /** Whether requests are kept at all. */
    public boolean on() {
        return kept.length() > 0;
    }

    /** How many are kept at most. */
    public int size() {
        return kept.length();
    }

    long now() {
        return epochMillis.getAsLong();
    }

    /** Adds a request, of which nothing changes from here on. */
    void add(RequestRecord over) {
        long number = added.getAndIncrement();
        over.number(number);
        int place = (int) (number % kept.length());
        RequestRecord there = kept.getAcquire(place);
        // Who is overtaken by a whole round of others on the way here is older than what stands there now.
        while (there == null || there.number() < number) {
            RequestRecord found = kept.compareAndExchangeRelease(place, there, over);
            if (found == there) {
                return;
            }
            there = kept.getAcquire(place);
        }
    }

    /**
     * The newest requests, newest first.
     *
     * @param most how many at most
     */
    public List<RequestRecord> newest(int most) {
        List<RequestRecord> newest = new ArrayList<>(Math.min(most, kept.length()));
        long end = added.get();
        for (long number = end - 1; number >= 0 && number >= end - kept.length() && newest.size() < most; number--) {
            RequestRecord there = at(number);
            if (there != null) {
                newest.add(there);
            }
        }
        return newest;
    }

    /** The newest request with an id; null when none that is kept has it. Clients may use one twice. */
    public @Nullable RequestRecord find(String id) {
        long end = added.get();
        for (long number = end - 1; number >= 0 && number >= end - kept.length(); number--) {
            RequestRecord there = at(number);
            if (there != null && there.id().equals(id)) {
                return there;
            }
        }
        return null;
    }

    /** The request with that number; null when it has not come yet, or is gone. */
    private @Nullable RequestRecord at(long number) {
        RequestRecord there = kept.getAcquire((int) (number % kept.length()));
        return there != null && there.number() == number ? there : null;
    }
}
