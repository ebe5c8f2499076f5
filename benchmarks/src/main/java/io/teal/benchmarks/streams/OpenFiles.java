package io.teal.benchmarks.streams;

import io.teal.benchmarks.tool.WrongAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files this process and those that it starts may have open, connections included. */
public final class OpenFiles {
    private static final Pattern LIMIT = Pattern.compile("^Max open files +(\\d+) ");
    /** Besides the connections of streams. */
    private static final int OTHERS = 500;

    private OpenFiles() {}

    /**
     * As many streams as are wanted, or as there may be: whoever passes one on has two connections for it, and so has this process,
     * which has both of its ends.
     */
    public static int streams(int wanted) throws WrongAnswers {
        try {
            return Math.min(wanted, streamsFor(Files.readAllLines(Path.of("/proc/self/limits"))));
        } catch (IOException e) {
            throw new WrongAnswers("the limits of this process cannot be read", e);
        }
    }

    static int streamsFor(List<String> limits) {
        for (String line : limits) {
            Matcher limit = LIMIT.matcher(line);
            if (limit.find()) {
                return Math.clamp((Long.parseLong(limit.group(1)) - OTHERS) / 2, 1, Integer.MAX_VALUE);
            }
        }
        return Integer.MAX_VALUE;
    }
}
