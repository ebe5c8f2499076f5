package io.teal.gateway.upstream.learned;

import java.util.Arrays;

/**
 * What the answers of one upstream taught about time: how long the first token takes, and how long a whole answer. Guarded
 * by the lock of the group, except {@link #firstTokenLimit}, which any thread may call.
 *
 * <p>The time to a first token is mostly the time to read the prompt, which grows with its tokens. The gateway sees bytes, of
 * which a token has a few; and a server adds documents and a template of its own, which weigh as much as some bytes that are
 * always there. So the cost of a request is {@code 1 + bytes / 4096}, and samples are kept per cost: one size that many
 * ask teaches the limit of all sizes. Reading grows faster than that only for prompts far longer than these servers
 * take, and a limit that grew faster would protect nobody.
 *
 * <p>The limit is twice the 99th percentile of the last {@value #WINDOW} samples, and 10 s at least. It rises at once, since a few slow samples are
 * enough to move the percentile, and falls slowly, since they count until as many others have come as the window has room
 * for. Limits that ran out are samples too, of at most a minute for the cost of 1: a limit that is too low could not rise
 * otherwise, and a server that hangs must not raise it without end.
 */
public final class AnswerTimes {
    static final int WINDOW = 512;
    static final int FEWEST = 20;
    static final long FLOOR = 10_000_000_000L;
    static final long UNKNOWN_FIRST_TOKEN = 60_000_000_000L;
    static final long UNKNOWN_REST = 10_000_000_000L;
    static final long LONGEST_REST = 60_000_000_000L;

    /** Beyond that nothing is a limit: a day. */
    private static final double LONGEST_LIMIT = 86_400e9;

    private static final double BYTES = 4096;

    /** Nanoseconds for the cost of 1, the newest over the oldest. */
    private final long[] samples = new long[WINDOW];

    /** The same in order of size. */
    private final long[] ordered = new long[WINDOW];

    private final LearnedMean whole = new LearnedMean(8);
    private int next;
    private int size;
    private volatile long percentile;

    /**
     * Takes the time a first token took, or that it was waited for in vain.
     *
     * @param nanos nanoseconds since the request was sent
     * @param bytes length of the request's body
     * @param came whether there was a token in the end
     */
    public void firstToken(long nanos, long bytes, boolean came) {
        long taken = Math.max(1, (long) (nanos / cost(bytes)));
        long sample = came ? taken : Math.min(taken, UNKNOWN_FIRST_TOKEN);
        if (size == WINDOW) {
            int oldest = Arrays.binarySearch(ordered, 0, size, samples[next]);
            size--;
            System.arraycopy(ordered, oldest + 1, ordered, oldest, size - oldest);
        }
        int found = Arrays.binarySearch(ordered, 0, size, sample);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(ordered, at, ordered, at + 1, size - at);
        ordered[at] = sample;
        size++;
        samples[next] = sample;
        next = (next + 1) % WINDOW;
        percentile = size < FEWEST ? 0 : ordered[(size * 99 + 99) / 100 - 1];
    }

    /**
     * How long a first token may take. May be called on any thread.
     *
     * @param bytes length of the request's body
     * @return nanoseconds; 60 s for the cost of 1 while fewer than {@value #FEWEST} samples are known
     */
    public long firstTokenLimit(long bytes) {
        long known = percentile;
        double limit = known == 0 ? UNKNOWN_FIRST_TOKEN * cost(bytes) : Math.max(FLOOR, 2.0 * known * cost(bytes));
        return (long) Math.min(limit, LONGEST_LIMIT);
    }

    /** Takes the nanoseconds of a whole answer, from the lease to its last byte. */
    public void whole(long nanos, long now) {
        whole.add(nanos, now);
    }

    /**
     * How long a server probably goes on with an answer that was broken off: what is left of the mean, but a quarter of it at
     * least, for an answer that has not come to its end by then is a long one; at most a minute. 10 s when nothing is known.
     *
     * @param nanos how long ago the lease was granted
     */
    public long rest(long nanos) {
        long mean = whole.nanos();
        return mean == 0 ? UNKNOWN_REST : Math.clamp(Math.max(mean - nanos, mean / 4), 1, LONGEST_REST);
    }

    private static double cost(long bytes) {
        return 1 + Math.max(0, bytes) / BYTES;
    }
}
