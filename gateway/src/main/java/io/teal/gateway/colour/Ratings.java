package io.teal.gateway.colour;

import io.teal.gateway.colour.Colours.Colour;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people say of answers, by the colour that gave them: which colour gave which message, and how it was rated. Both are
 * forgotten after a day, and before that when there are too many. Thread-safe.
 */
public final class Ratings {
    /** How long a message, and a rating of it, is remembered. */
    public static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int MOST = 50_000;

    /** What Chatchat gives is 32 hexadecimal digits; what clients send may be anything. */
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,32}");

    private final LongSupplier epochMillis;

    // Both guarded by this, oldest first.
    private final Map<String, Given> messages = new LinkedHashMap<>();
    private final Map<String, Rating> ratings = new LinkedHashMap<>();
    private volatile @Nullable Others others;

    private record Given(Colour colour, long at) {}

    /**
     * A rating.
     *
     * @param message which answer was rated
     * @param colour who gave it
     * @param score from 0 to 100
     * @param at when it was rated, milliseconds since 1970
     */
    public record Rating(String message, Colour colour, int score, long at) {}

    /**
     * Ratings together.
     *
     * @param count how many
     * @param sum of their scores
     * @param squares the square of each score, all together
     */
    public record Scores(long count, double sum, double squares) {}

    /** The other gateways. */
    public interface Others {
        /** A colour gave a message. */
        void gave(String message, Colour colour);

        /** Has something told which colour gave a message, if any gateway knows. */
        void find(String message, Consumer<Colour> found);

        /** A message was rated. */
        void rated(Rating rating);
    }

    Ratings(LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
    }

    /** From now on others are told and asked. */
    public void share(Others with) {
        others = with;
    }

    /** A colour gave an answer that people may rate under this name. */
    void gave(String message, Colour colour) {
        if (!ID.matcher(message).matches()) {
            return;
        }
        synchronized (this) {
            put(messages, message, new Given(colour, epochMillis.getAsLong()));
        }
        Others with = others;
        if (with != null) {
            with.gave(message, colour);
        }
    }

    /**
     * A message was rated, and its server took it. A rating before of the same message is replaced. Nothing happens when nobody knows
     * who gave it.
     *
     * @param score from 0 to 100; others are not taken
     */
    public void rated(String message, int score) {
        if (score < 0 || score > 100 || !ID.matcher(message).matches()) {
            return;
        }
        long now = epochMillis.getAsLong();
        Given known;
        synchronized (this) {
            known = messages.get(message);
        }
        Others with = others;
        if (known != null && now - known.at() <= REMEMBERED.toMillis()) {
            rated(new Rating(message, known.colour(), score, now));
        } else if (with != null) {
            with.find(message, colour -> rated(new Rating(message, colour, score, now)));
        }
    }

    private void rated(Rating rating) {
        hear(rating);
        Others with = others;
        if (with != null) {
            with.rated(rating);
        }
    }

    /** A rating, here or at another gateway. */
    public synchronized void hear(Rating rating) {
        Rating known = ratings.get(rating.message());
        if (known == null || known.at() <= rating.at()) {
            put(ratings, rating.message(), rating);
        }
    }

    private static <T> void put(Map<String, T> map, String key, T value) {
        // At the end, also what was there before.
        map.remove(key);
        map.put(key, value);
        if (map.size() > MOST) {
            var oldest = map.entrySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** How a colour was rated in a time up to now. */
    public Scores of(String service, String upstream, Duration window) {
        Colour colour = new Colour(service, upstream);
        long since = epochMillis.getAsLong() - Math.min(window.toMillis(), REMEMBERED.toMillis());
        long count = 0;
        double sum = 0;
        double squares = 0;
        synchronized (this) {
            for (Rating one : ratings.values()) {
                if (one.at() > since && one.colour().equals(colour)) {
                    count++;
                    sum += one.score();
                    squares += (double) one.score() * one.score();
                }
            }
        }
        return new Scores(count, sum, squares);
    }
}
