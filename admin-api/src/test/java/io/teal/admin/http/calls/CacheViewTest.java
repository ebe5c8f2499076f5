package io.teal.admin.http.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.redis.RedisStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The cache as JSON, as far as it takes a Redis to see it. */
class CacheViewTest {
    private static final Instant SINCE = Instant.parse("2026-08-01T10:00:00Z");

    private static CacheStats stats(RedisStatus status) {
        CacheStats.Counts counts = new CacheStats.Counts(
                1, 2, 3, 4, 5, new TreeMap<>(Map.of("history", 6L)), 7, new TreeMap<>(Map.of("length", 8L)), 9_500);
        return new CacheStats(
                counts,
                List.of(new CacheStats.Row("r", "s", "u", counts)),
                new CacheStats.Memory(10, 11, 12, 13),
                new CacheStats.Remote(status, 14, 15, 16, 17, 18));
    }

    @Test
    void every_number_has_its_place() {
        RedisStatus status = new RedisStatus(true, RedisStatus.Breaker.OPEN, "no answer in 50 ms", SINCE, 19, 20, 21);
        String counts = "{\"hits_memory\":1,\"hits_redis\":2,\"misses\":3,\"coalesced\":4,\"stale\":5,\"stored\":7,"
                + "\"seconds_saved\":9.5,\"bypassed\":{\"history\":6},\"not_stored\":{\"length\":8}}";

        assertThat(CacheView.of(stats(status)))
                .hasToString(
                        "{\"total\":" + counts + ",\"routes\":[{\"route\":\"r\",\"service\":\"s\",\"upstream\":\"u\","
                                + "\"counts\":" + counts + "}],"
                                + "\"memory\":{\"entries\":10,\"bytes\":11,\"capacity\":12,\"evictions\":13},"
                                + "\"redis\":{\"usable\":false,\"connected\":true,\"breaker\":\"open\","
                                + "\"problem\":\"no answer in 50 ms\",\"since\":\"2026-08-01T10:00:00Z\",\"commands\":19,"
                                + "\"failures\":20,\"timeouts\":21,\"reads\":14,\"hits\":15,\"unreadable\":16,\"writes\":17,"
                                + "\"skipped\":18}}");
    }

    @Test
    void a_redis_without_a_problem_has_an_empty_one() {
        RedisStatus status = new RedisStatus(true, RedisStatus.Breaker.CLOSED, null, SINCE, 1, 0, 0);

        assertThat(CacheView.of(stats(status)).get("redis").toString())
                .startsWith("{\"usable\":true,\"connected\":true,\"breaker\":\"closed\",\"problem\":\"\",");
    }
}
