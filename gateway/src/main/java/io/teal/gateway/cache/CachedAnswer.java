package io.teal.gateway.cache;

import java.time.Duration;
import java.time.Instant;

/**
 * A kept answer, for people.
 *
 * @param bytes of its body
 * @param streamed whether it came as a stream
 * @param level where it was found: {@code memory} or {@code redis}
 * @param beginning the first 200 characters of its text
 */
public record CachedAnswer(
        String route,
        String service,
        String upstream,
        String base,
        String question,
        boolean personal,
        Instant storedAt,
        Duration age,
        int bytes,
        boolean streamed,
        String level,
        String beginning) {
    private static final int BEGINNING = 200;

    static CachedAnswer of(Entry entry, String level, long epochMillis) {
        Tag tag = entry.tag();
        String text = entry.answer().text();
        return new CachedAnswer(
                tag.route(),
                tag.service(),
                tag.upstream(),
                tag.base(),
                tag.question(),
                tag.personal(),
                Instant.ofEpochMilli(entry.storedAt()),
                Duration.ofMillis(entry.age(epochMillis)),
                entry.answer().length(),
                entry.answer().streamed(),
                level,
                beginning(text, BEGINNING));
    }

    /** The first characters of a text; never half of one that is two. */
    static String beginning(String text, int most) {
        int end = Math.min(text.length(), most);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
