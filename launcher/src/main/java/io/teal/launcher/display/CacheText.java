package io.teal.launcher.display;

import io.teal.launcher.client.reply.CacheReply;
import io.teal.launcher.client.reply.CacheReply.AnswerReply;
import io.teal.launcher.client.reply.CacheReply.CountsReply;
import io.teal.launcher.client.reply.CacheReply.MemoryReply;
import io.teal.launcher.client.reply.CacheReply.RedisReply;
import io.teal.launcher.client.reply.CacheReply.RouteReply;
import io.teal.launcher.client.reply.CacheReply.TopReply;
import io.teal.launcher.client.reply.CacheReply.Warmed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The answer cache in words. */
public final class CacheText {
    private static final int LONGEST = 60;
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private CacheText() {}

    /** The numbers: a table of routes, then what is kept where, and why some answers are not. */
    public static String stats(CacheReply cache, Instant now) {
        StringJoiner text = new StringJoiner("\n");
        if (cache.routes().isEmpty()) {
            text.add("No question came to a route with a cache yet.");
        } else {
            text.add(routes(cache).toString());
        }
        text.add("");
        addReasons(text, "not looked up", cache.total().bypassed());
        addReasons(text, "not kept", cache.total().notStored());
        text.add(memory(cache.memory()));
        RedisReply redis = cache.redis();
        text.add(redis == null ? "Redis: none" : redis(redis, now));
        return text.toString();
    }

    private static Table routes(CacheReply cache) {
        Table table = new Table(
                "ROUTE",
                "UPSTREAM",
                "FROM MEMORY",
                "FROM REDIS",
                "SHARED",
                "STALE",
                "ASKED ANEW",
                "RATE",
                "NOT LOOKED UP",
                "KEPT",
                "NOT KEPT",
                "TIME SAVED");
        for (RouteReply route : cache.routes()) {
            row(table, route.route(), route.service() + "/" + route.upstream(), route.counts());
        }
        if (cache.routes().size() > 1) {
            row(table, "", "all", cache.total());
        }
        return table;
    }

    private static void row(Table table, String route, String upstream, CountsReply counts) {
        long lookedUp = counts.spared() + counts.misses();
        table.row(
                route,
                upstream,
                Long.toString(counts.hitsMemory()),
                Long.toString(counts.hitsRedis()),
                Long.toString(counts.coalesced()),
                Long.toString(counts.stale()),
                Long.toString(counts.misses()),
                lookedUp == 0 ? "-" : Math.round(100.0 * counts.spared() / lookedUp) + " %",
                Long.toString(sum(counts.bypassed())),
                Long.toString(counts.stored()),
                Long.toString(sum(counts.notStored())),
                RevisionText.age(Duration.ofMillis(Math.round(1_000 * counts.secondsSaved()))));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void addReasons(StringJoiner text, String what, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            text.add(what + ": " + reasons(counts));
        }
    }

    /** {@code conversation 3, temperature 1}, the most frequent first. */
    private static String reasons(Map<String, ? extends Number> counts) {
        StringJoiner reasons = new StringJoiner(", ");
        counts.entrySet().stream()
                .sorted((one, other) -> Long.compare(
                        other.getValue().longValue(), one.getValue().longValue()))
                .forEach(reason -> reasons.add(reason.getKey().replace('_', ' ') + " " + reason.getValue()));
        return reasons.toString();
    }

    private static String memory(MemoryReply memory) {
        return memory.capacity() == 0
                ? "in memory: nothing is kept (cache.memory in gateway.yaml is 0)"
                : "in memory: " + Counted.of(memory.entries(), "answer") + ", " + size(memory.bytes()) + " of "
                        + size(memory.capacity());
    }

    private static String redis(RedisReply redis, Instant now) {
        String state = redis.usable() ? "usable" : "not usable";
        String since = redis.since().isEmpty() ? "" : " since " + RevisionText.ago(redis.since(), now);
        String last = redis.problem().isEmpty() ? "" : "; last problem: " + redis.problem();
        return "Redis: " + state + since.replace(" ago", "") + ", " + redis.failures() + " of "
                + Counted.of(redis.commands(), "command") + " failed" + last;
    }

    /** What is asked most, a question a line. */
    public static String top(List<TopReply> questions) {
        if (questions.isEmpty()) {
            return "No question came to a route with a cache yet.";
        }
        Table table = new Table("ASKED", "FROM CACHE", "SERVICE", "ROUTE", "KNOWLEDGE", "QUESTION");
        for (TopReply top : questions) {
            table.row(
                    Long.toString(top.asked()),
                    Long.toString(top.hits()),
                    top.service(),
                    top.route(),
                    top.base(),
                    line(top.question()));
        }
        return table.toString();
    }

    /** What is kept for a question, an answer a line. */
    public static String found(List<AnswerReply> answers) {
        if (answers.isEmpty()) {
            return "No answer to this question is kept.";
        }
        Table table = new Table("ROUTE", "UPSTREAM", "KNOWLEDGE", "IN", "AGE", "SIZE", "FOR", "ANSWER");
        for (AnswerReply answer : answers) {
            table.row(
                    answer.route(),
                    answer.service() + "/" + answer.upstream(),
                    answer.base(),
                    answer.level(),
                    RevisionText.age(Duration.ofSeconds(answer.ageSeconds())),
                    size(answer.bytes()),
                    answer.personal() ? "same Authorization" : "everybody",
                    line(answer.beginning()));
        }
        return table.toString();
    }

    /** {@code 47 asked: 45 kept, 2 failed (timeout first token 2); 3 were there already; it took 3 min}. */
    public static String warmed(Warmed warmed) {
        int failed =
                warmed.failed().values().stream().mapToInt(Integer::intValue).sum();
        return warmed.asked() + " asked: " + warmed.stored() + " kept, " + failed + " failed"
                + (failed == 0 ? "" : " (" + reasons(warmed.failed()) + ")") + "; " + warmed.alreadyThere()
                + " were there already; it took "
                + RevisionText.age(Duration.ofMillis(warmed.tookMillis()));
    }

    /** The beginning of a text on one line. */
    private static String line(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        int[] characters = line.codePoints().toArray();
        return characters.length <= LONGEST ? line : new String(characters, 0, LONGEST - 1) + "…";
    }

    /** {@code 512 B}, {@code 1.5 MiB}. */
    static String size(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= 1024 && unit < SIZES.length - 1) {
            number /= 1024;
            unit++;
        }
        return unit == 0 || number == Math.rint(number)
                ? Math.round(number) + " " + SIZES[unit]
                : String.format(Locale.ROOT, "%.1f %s", number, SIZES[unit]);
    }
}
