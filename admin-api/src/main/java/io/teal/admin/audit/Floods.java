package io.teal.admin.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps those who are refused over and over from filling the disk: of each address so many attempts in a minute are told one by
 * one, the others by their number. Guarded by its user.
 */
final class Floods {
    /** Attempts of one address in a minute that get a record each. */
    static final int TOLD = 20;

    private static final int MOST_ADDRESSES = 1_000;
    private static final Duration PERIOD = Duration.ofMinutes(1);
    /** Stands for all addresses beyond the most. */
    private static final String MANY = "many addresses";

    private final Map<String, Period> periods = new LinkedHashMap<>();

    private static final class Period {
        private final Instant since;
        private int told;
        private long more;
        private Attempt last;

        Period(Instant since, Attempt last) {
            this.since = since;
            this.last = last;
        }
    }

    /**
     * Attempts that got no record of their own.
     *
     * @param last one of them
     */
    record More(Attempt last, long times) {}

    /** Whether an attempt gets a record of its own. */
    boolean told(Attempt attempt, Instant now) {
        String from = periods.size() < MOST_ADDRESSES || periods.containsKey(attempt.from()) ? attempt.from() : MANY;
        Period period = periods.computeIfAbsent(from, key -> new Period(now, attempt));
        period.last = attempt;
        if (period.told < TOLD) {
            period.told++;
            return true;
        }
        period.more++;
        return false;
    }

    /** Ends the periods that are over. */
    List<More> over(Instant now) {
        List<More> more = new ArrayList<>();
        for (Iterator<Period> each = periods.values().iterator(); each.hasNext(); ) {
            Period period = each.next();
            if (now.isBefore(period.since.plus(PERIOD))) {
                // In the order in which they began.
                break;
            }
            each.remove();
            if (period.more > 0) {
                more.add(new More(period.last, period.more));
            }
        }
        return more;
    }
}
