package io.teal.gateway.colour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all gateways that share a Redis, or this one alone, have seen of the colours: one count for each that was ever
 * configured. Thread-safe.
 *
 * <p>A second is there once it is over; what other gateways have counted in it comes some tenths of a second later, and
 * {@link ColourSecond#gateways} says how many are in.
 */
public final class Colours {
    /** So many seconds are kept one by one. */
    public static final int MOST_SECONDS = 900;

    /** So many minutes are kept. */
    public static final int MOST_MINUTES = 24 * 60;

    /** What a gateway tells later than this, seconds after it was over, is not taken any more. */
    public static final int LATEST_SECONDS = 10;

    /** Others may name what was never configured here; this many is more than anybody has. */
    private static final int MOST_COLOURS = 4096;

    private final LongSupplier epochMillis;
    private final ConcurrentSkipListMap<Colour, ColourCounts> colours = new ConcurrentSkipListMap<>();
    private final Ratings ratings;
    private final AtomicLong late = new AtomicLong();
    private volatile boolean shared;

    // Guarded by itself: which of the others have told of which second.
    private final TreeMap<Long, Set<String>> heard = new TreeMap<>();

    /**
     * A colour of a service.
     *
     * @param shadow whether this is what it answers in the shadow, which reaches nobody; counted by itself
     */
    public record Colour(String service, String upstream, boolean shadow) implements Comparable<Colour> {
        /** What it answers to clients. */
        public Colour(String service, String upstream) {
            this(service, upstream, false);
        }

        @Override
        public int compareTo(Colour other) {
            int byService = service.compareTo(other.service);
            int byUpstream = byService != 0 ? byService : upstream.compareTo(other.upstream);
            return byUpstream != 0 ? byUpstream : Boolean.compare(shadow, other.shadow);
        }
    }

    /**
     * What a gateway has counted of a colour in a second.
     *
     * @param second what it counted
     */
    public record Told(Colour colour, ColourSecond second) {}

    /** @param epochMillis the time of day */
    public Colours(LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
        this.ratings = new Ratings(epochMillis);
    }

    /** From now on what is counted is told to others; before anything is counted. */
    public void share() {
        shared = true;
    }

    /** The counts of a colour: the same ones for the same names. */
    public ColourCounts of(String service, String upstream) {
        return of(new Colour(service, upstream));
    }

    /** The counts of a colour: the same ones for the same colour. */
    public ColourCounts of(Colour colour) {
        return colours.computeIfAbsent(
                colour,
                key -> new ColourCounts(this::second, shared, key.shadow() ? id -> {} : id -> ratings.gave(id, key)));
    }

    /** What people say of their answers. */
    public Ratings ratings() {
        return ratings;
    }

    /** The second that goes on. */
    private long second() {
        return Math.floorDiv(epochMillis.getAsLong(), 1000L);
    }

    /** The last second that is over, seconds since 1970. */
    public long lastSecond() {
        return second() - 1;
    }

    /**
     * The last seconds of a colour that are over, oldest first, without a gap; also those in which it had no request.
     *
     * @param count how many, at most {@link #MOST_SECONDS}
     */
    public List<ColourSecond> seconds(String service, String upstream, int count) {
        return seconds(new Colour(service, upstream), lastSecond(), count);
    }

    /**
     * The same of a colour, up to a second that is over.
     *
     * @param last seconds since 1970
     */
    public List<ColourSecond> seconds(Colour colour, long last, int count) {
        int most = Math.min(Math.max(0, count), MOST_SECONDS);
        ColourCounts known = colours.get(colour);
        List<ColourSecond> found = known == null ? nothing(last, most) : known.seconds(last, most);
        List<ColourSecond> all = new ArrayList<>(found.size());
        synchronized (heard) {
            for (ColourSecond one : found) {
                Set<String> others = heard.get(one.second());
                all.add(one.by(1 + (others == null ? 0 : others.size())));
            }
        }
        return all;
    }

    private static List<ColourSecond> nothing(long last, int count) {
        List<ColourSecond> empty = new ArrayList<>(count);
        for (long second = last - count + 1; second <= last; second++) {
            empty.add(ColourSecond.empty(second, 0));
        }
        return empty;
    }

    /**
     * What was counted of a colour in a time up to now: to the second up to a quarter of an hour, else in whole minutes and what
     * there is of this one.
     *
     * @param window at most a day
     */
    public ColourFigures figures(String service, String upstream, Duration window) {
        return figures(new Colour(service, upstream), window);
    }

    /** The same of a colour. */
    public ColourFigures figures(Colour colour, Duration window) {
        ColourCounts known = colours.get(colour);
        if (known == null) {
            return ColourFigures.NONE;
        }
        long seconds = Math.max(1, window.toSeconds());
        return seconds <= MOST_SECONDS
                ? ColourSecond.sum(known.seconds(lastSecond(), (int) seconds))
                : known.minutes(lastSecond(), (int) Math.min(MOST_MINUTES, (seconds + 59) / 60));
    }

    // Between gateways.

    /**
     * What this gateway has counted and not told yet, of seconds up to this one, in their order. They are over with this.
     *
     * @param last seconds since 1970
     */
    public List<Told> take(long last) {
        List<Told> taken = new ArrayList<>();
        colours.forEach((colour, counts) -> counts.take(last).forEach(second -> taken.add(new Told(colour, second))));
        return taken;
    }

    /**
     * Another gateway tells what it has counted in a second.
     *
     * @param from its name
     * @param told all it has counted in that second
     * @return whether it was taken; else it came too late, or has another time of day
     */
    public boolean hear(String from, long second, List<Told> told) {
        if (Math.abs(lastSecond() - second) > LATEST_SECONDS) {
            long unused = late.incrementAndGet();
            return false;
        }
        synchronized (heard) {
            if (!heard.computeIfAbsent(second, key -> new HashSet<>()).add(from)) {
                return false;
            }
            heard.headMap(second - MOST_SECONDS - LATEST_SECONDS).clear();
        }
        for (Told one : told) {
            ColourCounts counts = known(one.colour());
            if (counts != null) {
                counts.add(one.second());
            }
        }
        return true;
    }

    private @Nullable ColourCounts known(Colour colour) {
        return colours.containsKey(colour) || colours.size() < MOST_COLOURS ? of(colour) : null;
    }

    /** How many seconds of other gateways came too late to be taken. */
    public long late() {
        return late.get();
    }
}
