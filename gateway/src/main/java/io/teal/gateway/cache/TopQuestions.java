package io.teal.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked most: counts of at most 10 000 questions, and for each a request that asks it, in 16 MiB in all. One that is not
 * asked for 24 h, or for the time in which it is counted where that is longer, is forgotten. Thread-safe.
 */
public final class TopQuestions {
    private static final long MEMORY = 16L << 20;
    private static final int MOST = 10_000;
    /** So that the bound on memory is one on the number as well. */
    private static final int LEAST_WEIGHT = (int) Math.ceilDiv(MEMORY, MOST);

    private static final int OBJECTS = 480;
    private static final long REMEMBERED_MILLIS = TimeUnit.HOURS.toMillis(24);
    /** Longer questions are known by their beginning and a sum over all of it. */
    private static final int LONGEST = 1000;

    private static final int BEGINNING = 200;
    private static final int MOST_HOSTS = 4;
    private static final Comparator<TopQuestion> MOST_FIRST = Comparator.comparingLong(TopQuestion::asked)
            .thenComparingLong(TopQuestion::hits)
            .reversed()
            .thenComparing(TopQuestion::service)
            .thenComparing(TopQuestion::route)
            .thenComparing(TopQuestion::base)
            .thenComparing(TopQuestion::question);

    private final LongSupplier epochMillis;
    private final Cache<Name, AskedQuestion> questions;

    /** @param sum over the whole question when only its beginning is here; else empty */
    private record Name(String service, String route, String base, String question, String sum) {
        static Name of(String service, String route, String base, String question) {
            if (question.length() <= LONGEST) {
                return new Name(service, route, base, question, "");
            }
            byte[] sum = CacheKey.sha256().digest(question.getBytes(StandardCharsets.UTF_8));
            return new Name(
                    service,
                    route,
                    base,
                    CachedAnswer.beginning(question, BEGINNING) + "…",
                    HexFormat.of().formatHex(sum));
        }

        int weight() {
            return 2 * (base.length() + question.length() + sum.length());
        }
    }

    /** A question that was asked just now. */
    public static final class Asked {
        private final AskedQuestion question;
        private final int times;

        private Asked(AskedQuestion question, int times) {
            this.question = question;
            this.times = times;
        }

        /** How often it was asked lately, this time included. */
        public int times() {
            return times;
        }

        /** Counts that a kept answer was given. */
        public void hit() {
            question.hit();
        }
    }

    TopQuestions(LongSupplier epochMillis, Executor upkeep) {
        this.epochMillis = epochMillis;
        this.questions = Caffeine.newBuilder()
                .maximumWeight(MEMORY)
                .weigher(TopQuestions::weight)
                .expireAfter(Expiry.accessing((Name name, AskedQuestion question) ->
                        Duration.ofMillis(Math.max(REMEMBERED_MILLIS, question.windowMillis()))))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(epochMillis.getAsLong()))
                .executor(upkeep)
                .build();
    }

    private static int weight(Name name, AskedQuestion question) {
        Replayable noted = question.noted();
        return Math.max(LEAST_WEIGHT, OBJECTS + name.weight() + (noted == null ? 0 : noted.weight()));
    }

    /**
     * Counts that a question is asked.
     *
     * @param question normalised
     * @param window the time that counts for the result
     * @param request the request that asks it, or null when it must not be asked again for others; called now and then, so that
     *     the noted one is not old
     * @return what tells how often it was asked within the window; never too many, and fewer by those of the first eighth of it
     */
    public Asked count(
            String service,
            String route,
            String base,
            String question,
            Duration window,
            Supplier<@Nullable Replayable> request) {
        Name name = Name.of(service, route, base, question);
        long windowMillis = window.toMillis();
        AskedQuestion asked = questions.get(name, first -> new AskedQuestion(windowMillis));
        long now = epochMillis.getAsLong();
        int times = asked.ask(now, windowMillis);
        if (asked.wantsNote(now)) {
            Replayable noted = request.get();
            if (noted != null && noted.body().length <= Replayable.LONGEST_BODY) {
                asked.note(noted, now);
                // It is weighed again.
                questions.put(name, asked);
            }
        }
        return new Asked(asked, times);
    }

    /**
     * The questions that are asked most, the most frequent first.
     *
     * @param service of which service; null for all
     */
    public List<TopQuestion> most(@Nullable String service, int count) {
        List<TopQuestion> all = new ArrayList<>();
        questions.asMap().forEach((name, asked) -> {
            if (service == null || name.service().equals(service)) {
                all.add(question(name, asked));
            }
        });
        all.sort(MOST_FIRST);
        return List.copyOf(all.subList(0, Math.clamp(count, 0, all.size())));
    }

    /** Requests that ask the questions of a service that are asked most, of those that may be asked again. */
    public List<Replayable> replayable(String service, int count) {
        List<Map.Entry<TopQuestion, Replayable>> all = new ArrayList<>();
        questions.asMap().forEach((name, asked) -> {
            Replayable noted = asked.noted();
            if (noted != null && name.service().equals(service)) {
                all.add(Map.entry(question(name, asked), noted));
            }
        });
        all.sort(Map.Entry.comparingByKey(MOST_FIRST));
        return all.subList(0, Math.clamp(count, 0, all.size())).stream()
                .map(Map.Entry::getValue)
                .toList();
    }

    /** At which hosts the questions of a route were asked that may be asked again, the most frequent first; a few at most. */
    public List<String> hosts(String service, String route) {
        Map<String, Long> asked = new HashMap<>();
        questions.asMap().forEach((name, question) -> {
            Replayable noted = question.noted();
            if (noted != null && name.service().equals(service) && name.route().equals(route)) {
                long unused = asked.merge(noted.host(), question.asked(), Long::sum);
            }
        });
        return asked.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_HOSTS)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static TopQuestion question(Name name, AskedQuestion asked) {
        return new TopQuestion(name.service(), name.route(), name.base(), name.question(), asked.asked(), asked.hits());
    }
}
