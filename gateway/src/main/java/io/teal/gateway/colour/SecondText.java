package io.teal.gateway.colour;

import io.teal.gateway.colour.Colours.Colour;
import io.teal.gateway.colour.Colours.Told;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a gateway has counted of a colour in a second, as a line: {@code chat/blue judged=12 failed=1 first=23:4,24:8,sum:9000000
 * outcomes=ok:11,empty:1}, with words in any order. One that is missing is 0, one that is not known is passed over. What it answered
 * in the shadow stands under {@code chat/blue/shadow}.
 */
public final class SecondText {
    private static final int MOST_WORDS = 64;
    private static final String SHADOW = "shadow";

    private SecondText() {}

    /** As a line. */
    public static String write(Told told) {
        ColourFigures figures = told.second().figures();
        StringBuilder line = new StringBuilder(256);
        line.append(told.colour().service()).append('/').append(told.colour().upstream());
        if (told.colour().shadow()) {
            line.append('/').append(SHADOW);
        }
        add(line, "judged", figures.judged());
        add(line, "failed", figures.failed());
        add(line, "trailing", told.second().trailing());
        add(line, "left", figures.left());
        add(line, "unjudged", figures.unjudged());
        add(line, figures.speed());
        add(line, "answers", figures.answers());
        add(line, "characters", figures.characters());
        if (figures.answers() > 0) {
            line.append(" squares=").append(figures.charactersSquared());
        }
        add(line, "first", figures.firstToken());
        add(line, "total", figures.total());
        if (!figures.outcomes().isEmpty()) {
            line.append(" outcomes=");
            figures.outcomes()
                    .forEach((word, count) ->
                            line.append(word).append(':').append(count).append(','));
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    private static void add(StringBuilder line, String word, long value) {
        if (value != 0) {
            line.append(' ').append(word).append('=').append(value);
        }
    }

    private static void add(StringBuilder line, Speed speed) {
        if (speed.streams() > 0) {
            add(line, "tokens", speed.tokens());
            add(line, "streams", speed.streams());
            line.append(" seconds=").append(speed.seconds());
            line.append(" tokens_squared=").append(speed.tokensSquared());
            line.append(" seconds_squared=").append(speed.secondsSquared());
            line.append(" product=").append(speed.product());
        }
    }

    private static void add(StringBuilder line, String word, Times times) {
        if (times.count() == 0) {
            return;
        }
        line.append(' ').append(word).append('=');
        for (int i = 0; i < Times.BUCKETS; i++) {
            if (times.in(i) > 0) {
                line.append(i).append(':').append(times.in(i)).append(',');
            }
        }
        line.append("sum:").append(times.sumNanos());
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Told read(String line, long second) {
        String[] words = line.split(" ", -1);
        String[] names = words[0].split("/", -1);
        boolean shadow = names.length == 3 && names[2].equals(SHADOW);
        if (names.length != 2 && !shadow) {
            throw new IllegalArgumentException(line);
        }
        Map<String, String> values = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        ColourFigures figures = new ColourFigures(
                number(values, "judged"),
                number(values, "failed"),
                number(values, "left"),
                number(values, "unjudged"),
                times(values, "first"),
                times(values, "total"),
                speed(values),
                number(values, "answers"),
                number(values, "characters"),
                decimal(values, "squares"),
                outcomes(values.getOrDefault("outcomes", "")));
        return new Told(
                new Colour(names[0], names[1], shadow),
                new ColourSecond(second, 1, number(values, "trailing"), figures));
    }

    private static long number(Map<String, String> values, String word) {
        return number(values.getOrDefault(word, "0"));
    }

    private static Speed speed(Map<String, String> values) {
        long streams = number(values, "streams");
        return streams == 0
                ? Speed.NONE
                : new Speed(
                        streams,
                        number(values, "tokens"),
                        decimal(values, "seconds"),
                        decimal(values, "tokens_squared"),
                        decimal(values, "seconds_squared"),
                        decimal(values, "product"));
    }

    private static double decimal(Map<String, String> values, String word) {
        double number = Double.parseDouble(values.getOrDefault(word, "0"));
        if (!(number >= 0 && number < 1e30)) {
            throw new IllegalArgumentException(word + '=' + number);
        }
        return number;
    }

    /** Bounded, so that sums of what others say stay numbers. */
    private static long number(String text) {
        long number = Long.parseLong(text);
        if (number < 0 || number > 1L << 52) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static Times times(Map<String, String> values, String word) {
        String text = values.get(word);
        if (text == null) {
            return Times.NONE;
        }
        long[] counts = new long[Times.BUCKETS];
        long sum = 0;
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            long value = number(part.substring(colon + 1));
            if (part.startsWith("sum:")) {
                sum = value;
            } else {
                int bucket = Integer.parseInt(part.substring(0, Math.max(0, colon)));
                if (bucket < 0 || bucket >= counts.length) {
                    throw new IllegalArgumentException(part);
                }
                counts[bucket] = value;
            }
        }
        return new Times(counts, sum);
    }

    private static Map<String, Long> outcomes(String text) {
        Map<String, Long> outcomes = new TreeMap<>();
        if (!text.isEmpty()) {
            for (String part : text.split(",", MOST_WORDS)) {
                int colon = part.indexOf(':');
                if (colon <= 0 || !part.substring(0, colon).chars().allMatch(SecondText::inWord)) {
                    throw new IllegalArgumentException(part);
                }
                outcomes.put(part.substring(0, colon), number(part.substring(colon + 1)));
            }
        }
        return outcomes;
    }

    private static boolean inWord(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
}
