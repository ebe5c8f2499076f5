package io.teal.gateway.config.routing;

import io.teal.gateway.config.routing.policy.Tree;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Units;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Policies.Cache.Finish;
import io.teal.gateway.routing.Policies.Cache.Questions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which answers of a route are kept, and the way back. */
final class CacheReader {
    /** As fast as it goes. */
    private static final String UNPACED = "none";

    private static final int FASTEST = 10_000;
    private static final String PACE = "events in a second from 1/s to " + FASTEST + "/s, such as 30/s, or " + UNPACED;
    private static final Pattern PACES = Pattern.compile("([1-9][0-9]{0,4})/s");
    private static final Map<String, Questions> QUESTIONS =
            Map.of("knowledge", Questions.KNOWLEDGE, "all", Questions.ALL);
    private static final Map<String, Finish> FINISHES =
            Map.of("auto", Finish.AUTO, "always", Finish.ALWAYS, "never", Finish.NEVER);

    private CacheReader() {}

    /** An empty mapping is a cache with every default. */
    static Policies.Cache read(Value value) {
        Section section = value.section(
                "ttl",
                "min_hits",
                "max_entry",
                "temperature",
                "shared",
                "questions",
                "pace",
                "stale_if_error",
                "stale_while_revalidate",
                "finish_if_cacheable",
                "lock_wait");
        Policies.Cache plain = Policies.Cache.DEFAULT;
        return new Policies.Cache(
                section.get("ttl", plain.ttl(), Bounds::clock),
                section.get("min_hits", plain.minHits(), v -> v.whole(1, 1_000_000)),
                section.get("max_entry", plain.maxEntry(), v -> v.size(1L << 10, 64L << 20)),
                section.get("temperature", plain.temperature(), v -> v.decimal(0, 2)),
                section.get("shared", plain.shared(), Value::flag),
                section.get("questions", plain.questions(), v -> v.choice(QUESTIONS)),
                section.get("pace", plain.pace(), CacheReader::pace),
                section.get("stale_if_error", plain.staleIfError(), Bounds::span),
                section.get("stale_while_revalidate", plain.staleWhileRevalidate(), Bounds::span),
                section.get("finish_if_cacheable", plain.finishIfCacheable(), v -> v.choice(FINISHES)),
                section.get("lock_wait", plain.lockWait(), Bounds::span));
    }

    private static @Nullable Integer pace(Value value) {
        String text = value.text(PACE);
        if (text == null) {
            return null;
        }
        if (text.equals(UNPACED)) {
            return 0;
        }
        Matcher pace = PACES.matcher(text);
        int events = pace.matches() ? Integer.parseInt(pace.group(1)) : 0;
        if (events < 1 || events > FASTEST) {
            value.wrong(PACE);
            return null;
        }
        return events;
    }

    /** The canonical form. */
    static Map<String, @Nullable Object> tree(Policies.Cache cache) {
        Policies.Cache plain = Policies.Cache.DEFAULT;
        return new Tree()
                .put("ttl", cache.ttl(), plain.ttl())
                .put("min_hits", cache.minHits(), plain.minHits())
                .put("max_entry", Units.format(cache.maxEntry()), Units.format(plain.maxEntry()))
                .put("temperature", cache.temperature(), plain.temperature())
                .put("shared", cache.shared(), plain.shared())
                .put("questions", ServiceTree.word(cache.questions()), ServiceTree.word(plain.questions()))
                .put("pace", cache.pace() + "/s", plain.pace() + "/s")
                .put("stale_if_error", cache.staleIfError(), plain.staleIfError())
                .put("stale_while_revalidate", cache.staleWhileRevalidate(), plain.staleWhileRevalidate())
                .put(
                        "finish_if_cacheable",
                        ServiceTree.word(cache.finishIfCacheable()),
                        ServiceTree.word(plain.finishIfCacheable()))
                .put("lock_wait", cache.lockWait(), plain.lockWait())
                .members();
    }
}
