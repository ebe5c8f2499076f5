package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Json;
import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.cache.CachedAnswer;
import io.teal.gateway.cache.TopQuestion;
import io.teal.gateway.redis.RedisStatus;
import io.teal.gateway.serve.Warmup;
import java.util.List;
import java.util.Locale;

/** The answer cache as JSON. */
final class CacheView {
    private CacheView() {}

    static ObjectNode of(CacheStats stats) {
        ObjectNode view = Json.object();
        view.set("total", of(stats.total()));
        ArrayNode routes = view.putArray("routes");
        for (CacheStats.Row row : stats.rows()) {
            routes.addObject()
                    .put("route", row.route())
                    .put("service", row.service())
                    .put("upstream", row.upstream())
                    .set("counts", of(row.counts()));
        }
        CacheStats.Memory memory = stats.memory();
        view.putObject("memory")
                .put("entries", memory.entries())
                .put("bytes", memory.bytes())
                .put("capacity", memory.capacity())
                .put("evictions", memory.evictions());
        CacheStats.Remote redis = stats.redis();
        if (redis != null) {
            view.set("redis", of(redis));
        }
        return view;
    }

    private static ObjectNode of(CacheStats.Counts counts) {
        ObjectNode view = Json.object()
                .put("hits_memory", counts.hitMemory())
                .put("hits_redis", counts.hitRedis())
                .put("misses", counts.misses())
                .put("coalesced", counts.coalesced())
                .put("stale", counts.stale())
                .put("stored", counts.stored())
                .put("seconds_saved", counts.savedMillis() / 1_000.0);
        counts.bypassed().forEach(view.putObject("bypassed")::put);
        counts.notStored().forEach(view.putObject("not_stored")::put);
        return view;
    }

    private static ObjectNode of(CacheStats.Remote redis) {
        RedisStatus status = redis.status();
        return Json.object()
                .put("usable", status.usable())
                .put("connected", status.connected())
                .put("breaker", status.breaker().name().toLowerCase(Locale.ROOT))
                .put("problem", status.problem() == null ? "" : status.problem())
                .put("since", status.since().toString())
                .put("commands", status.commands())
                .put("failures", status.failures())
                .put("timeouts", status.timeouts())
                .put("reads", redis.reads())
                .put("hits", redis.hits())
                .put("unreadable", redis.unreadable())
                .put("writes", redis.writes())
                .put("skipped", redis.skipped());
    }

    static ObjectNode top(List<TopQuestion> questions) {
        ObjectNode view = Json.object();
        ArrayNode list = view.putArray("questions");
        for (TopQuestion top : questions) {
            list.addObject()
                    .put("service", top.service())
                    .put("route", top.route())
                    .put("base", top.base())
                    .put("question", top.question())
                    .put("asked", top.asked())
                    .put("hits", top.hits());
        }
        return view;
    }

    static ObjectNode found(String service, String question, List<CachedAnswer> answers) {
        ObjectNode view = Json.object().put("service", service).put("question", question);
        ArrayNode list = view.putArray("answers");
        for (CachedAnswer answer : answers) {
            list.addObject()
                    .put("route", answer.route())
                    .put("service", answer.service())
                    .put("upstream", answer.upstream())
                    .put("base", answer.base())
                    .put("question", answer.question())
                    .put("personal", answer.personal())
                    .put("stored_at", answer.storedAt().toString())
                    .put("age_seconds", answer.age().toSeconds())
                    .put("bytes", answer.bytes())
                    .put("streamed", answer.streamed())
                    .put("level", answer.level())
                    .put("beginning", answer.beginning());
        }
        return view;
    }

    static ObjectNode of(Warmup.Report report, String service, String upstream) {
        ObjectNode view = Json.object()
                .put("service", service)
                .put("upstream", upstream)
                .put("asked", report.asked())
                .put("stored", report.stored())
                .put("already_there", report.alreadyThere())
                .put("took_ms", report.took().toMillis());
        report.failed().forEach(view.putObject("failed")::put);
        return view;
    }
}
