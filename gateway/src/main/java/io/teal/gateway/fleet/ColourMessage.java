package io.teal.gateway.fleet;

import io.teal.gateway.colour.Colours.Told;
import io.teal.gateway.colour.SecondText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway has counted of the colours in one second, as it is sent: a line for itself, {@code 1 91ab… 1790000000}, with the
 * version of the form first, then one for each colour it had a request for: {@link SecondText}. It is said also when there is
 * nothing to say, so that others know that nothing is missing.
 *
 * @param from the gateway; a name of that process alone
 * @param second seconds since 1970
 * @param told what it has counted
 */
record ColourMessage(String from, long second, List<Told> told) {
    /** Others are not understood, and not taken: what they mean by a number may differ. */
    private static final String VERSION = "1";

    /** As it is sent. */
    String text() {
        StringBuilder text = new StringBuilder(64 + 256 * told.size());
        text.append(VERSION).append(' ').append(from).append(' ').append(second);
        for (Told one : told) {
            if (isWord(one.colour().service()) && isWord(one.colour().upstream())) {
                text.append('\n').append(SecondText.write(one));
            }
        }
        return text.toString();
    }

    // Names from files have neither; one made by code cannot be told.
    private static boolean isWord(String name) {
        return name.indexOf('/') < 0 && name.chars().noneMatch(c -> c <= ' ');
    }

    /** Reads a message; null when it is none, or of a version that is not known. What a line has more than is known is passed over. */
    static @Nullable ColourMessage read(String message) {
        String[] lines = message.split("\n", -1);
        String[] head = lines[0].split(" ", -1);
        if (head.length < 3 || !head[0].equals(VERSION)) {
            return null;
        }
        try {
            long second = Long.parseLong(head[2]);
            List<Told> told = new ArrayList<>(lines.length - 1);
            for (int i = 1; i < lines.length; i++) {
                told.add(SecondText.read(lines[i], second));
            }
            return new ColourMessage(head[1], second, told);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
