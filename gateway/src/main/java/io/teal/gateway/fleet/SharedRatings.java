package io.teal.gateway.fleet;

import io.teal.gateway.colour.Colours.Colour;
import io.teal.gateway.colour.Ratings;
import io.teal.gateway.colour.Ratings.Rating;
import io.teal.gateway.redis.Redis;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which colour gave a message, and how it was rated, for all gateways that share a Redis. A rating is sent as {@code 1 chat/blue
 * MESSAGE SCORE MILLIS}; one that is lost stays lost. Thread-safe.
 */
final class SharedRatings implements Ratings.Others {
    static final String CHANNEL = "teal:ratings";

    private static final String KEY = "teal:message:";
    private static final String VERSION = "1";
    private static final int WORDS = 5;

    private final Redis redis;

    SharedRatings(Redis redis, Ratings ratings) {
        this.redis = redis;
        ratings.share(this);
        redis.subscribe(CHANNEL, text -> {
            Rating rating = read(text);
            if (rating != null) {
                ratings.hear(rating);
            }
        });
    }

    @Override
    public void gave(String message, Colour colour) {
        byte[] name = (colour.service() + "/" + colour.upstream()).getBytes(StandardCharsets.UTF_8);
        var unused = redis.set(KEY + message, name, Ratings.REMEMBERED);
    }

    @Override
    public void find(String message, Consumer<Colour> found) {
        var unused = redis.get(KEY + message).thenAccept(value -> {
            Colour colour = value == null ? null : colour(new String(value, StandardCharsets.UTF_8));
            if (colour != null) {
                found.accept(colour);
            }
        });
    }

    @Override
    public void rated(Rating rating) {
        String text = String.join(
                " ",
                VERSION,
                rating.colour().service() + "/" + rating.colour().upstream(),
                rating.message(),
                Integer.toString(rating.score()),
                Long.toString(rating.at()));
        var unused = redis.publish(CHANNEL, text);
    }

    /** Reads a message; null when it is none, or of a version that is not known. */
    static @Nullable Rating read(String text) {
        String[] words = text.split(" ", -1);
        Colour colour = words.length < WORDS || !words[0].equals(VERSION) ? null : colour(words[1]);
        if (colour == null) {
            return null;
        }
        try {
            int score = Integer.parseInt(words[3]);
            return score < 0 || score > 100 ? null : new Rating(words[2], colour, score, Long.parseLong(words[4]));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Colour colour(String name) {
        int slash = name.indexOf('/');
        return slash <= 0 || slash == name.length() - 1
                ? null
                : new Colour(name.substring(0, slash), name.substring(slash + 1));
    }
}
