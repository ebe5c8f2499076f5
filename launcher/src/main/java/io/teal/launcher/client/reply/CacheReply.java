package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer cache in numbers as the admin API tells them, since the gateway started.
 *
 * @param total of all routes
 * @param routes by route and upstream
 * @param redis null without a Redis
 */
public record CacheReply(
        CountsReply total,
        List<RouteReply> routes,
        MemoryReply memory,
        @Nullable RedisReply redis) {
    public CacheReply {
        total = CountsReply.orNone(total);
        routes = Texts.orEmpty(routes);
        memory = MemoryReply.orNone(memory);
    }

    /** One route and one upstream. */
    public record RouteReply(String route, String service, String upstream, CountsReply counts) {
        public RouteReply {
            route = Texts.orEmpty(route);
            service = Texts.orEmpty(service);
            upstream = Texts.orEmpty(upstream);
            counts = CountsReply.orNone(counts);
        }
    }

    /** What was done for requests; the time that servers were spared is in seconds. */
    public record CountsReply(
            @JsonProperty("hits_memory") long hitsMemory,
            @JsonProperty("hits_redis") long hitsRedis,
            long misses,
            long coalesced,
            long stale,
            Map<String, Long> bypassed,
            long stored,
            @JsonProperty("not_stored") Map<String, Long> notStored,
            @JsonProperty("seconds_saved") double secondsSaved) {
        private static final CountsReply NONE = new CountsReply(0, 0, 0, 0, 0, Map.of(), 0, Map.of(), 0);

        public CountsReply {
            bypassed = Texts.orEmpty(bypassed);
            notStored = Texts.orEmpty(notStored);
        }

        private static CountsReply orNone(@Nullable CountsReply counts) {
            return counts == null ? NONE : counts;
        }

        /** How many were answered without asking a server for them alone. */
        public long spared() {
            return hitsMemory + hitsRedis + coalesced + stale;
        }
    }

    /** The level in memory, in bytes; without a capacity nothing is kept in memory. */
    public record MemoryReply(long entries, long bytes, long capacity) {
        private static MemoryReply orNone(@Nullable MemoryReply memory) {
            return memory == null ? new MemoryReply(0, 0, 0) : memory;
        }
    }

    /** The level in Redis; {@code since} is when it became usable or ceased to be, in ISO 8601. */
    public record RedisReply(boolean usable, String problem, String since, long commands, long failures) {
        public RedisReply {
            problem = Texts.orEmpty(problem);
            since = Texts.orEmpty(since);
        }
    }

    /** What is asked most. */
    public record Top(List<TopReply> questions) {
        public Top {
            questions = Texts.orEmpty(questions);
        }
    }

    /** A question, how often it was asked, and how often a kept answer was given. */
    public record TopReply(String service, String route, String base, String question, long asked, long hits) {
        public TopReply {
            service = Texts.orEmpty(service);
            route = Texts.orEmpty(route);
            base = Texts.orEmpty(base);
            question = Texts.orEmpty(question);
        }
    }

    /** What is kept for one question. */
    public record Found(List<AnswerReply> answers) {
        public Found {
            answers = Texts.orEmpty(answers);
        }
    }

    /** A kept answer; {@code level} is {@code memory} or {@code redis}. */
    public record AnswerReply(
            String route,
            String service,
            String upstream,
            String base,
            boolean personal,
            @JsonProperty("age_seconds") long ageSeconds,
            long bytes,
            String level,
            String beginning) {
        public AnswerReply {
            route = Texts.orEmpty(route);
            service = Texts.orEmpty(service);
            upstream = Texts.orEmpty(upstream);
            base = Texts.orEmpty(base);
            level = Texts.orEmpty(level);
            beginning = Texts.orEmpty(beginning);
        }
    }

    /** How many kept answers went at once. */
    public record Purged(int dropped) {}

    /** A knowledge base of which nothing that was kept before is given any more. */
    public record Bumped(String service, String knowledge) {
        public Bumped {
            service = Texts.orEmpty(service);
            knowledge = Texts.orEmpty(knowledge);
        }
    }

    /** What became of the questions that were asked to warm an upstream. */
    public record Warmed(
            int asked,
            int stored,
            @JsonProperty("already_there") int alreadyThere,
            Map<String, Integer> failed,
            @JsonProperty("took_ms") long tookMillis) {
        public Warmed {
            failed = Texts.orEmpty(failed);
        }
    }
}
