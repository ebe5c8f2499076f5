package io.teal.gateway.cache;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway tells the others to drop: who tells it, and words separated by spaces.
 *
 * @param sender a gateway hears itself too
 */
record PurgeMessage(String sender, Purge purge) {
    String text() {
        return sender
                + ' '
                + switch (purge) {
                    case Purge.Question(String service, String text) ->
                        "question " + encoded(service) + ' ' + encoded(text);
                    case Purge.Knowledge(String service, String base) ->
                        "knowledge " + encoded(service) + ' ' + encoded(base);
                    case Purge.Service(String service) -> "service " + encoded(service);
                    case Purge.All() -> "all";
                };
    }

    /** Null when it is none. */
    static @Nullable PurgeMessage parse(String text) {
        String[] words = text.split(" ", -1);
        try {
            Purge purge = words.length < 2 ? null : purge(words);
            return purge == null ? null : new PurgeMessage(words[0], purge);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Purge purge(String[] words) {
        return switch (words[1] + words.length) {
            case "question4" -> new Purge.Question(decoded(words[2]), decoded(words[3]));
            case "knowledge4" -> new Purge.Knowledge(decoded(words[2]), decoded(words[3]));
            case "service3" -> new Purge.Service(decoded(words[2]));
            case "all2" -> new Purge.All();
            default -> null;
        };
    }

    private static String encoded(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private static String decoded(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
