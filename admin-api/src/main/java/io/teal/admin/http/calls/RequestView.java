package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Json;
import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.recent.AttemptRecord;
import io.teal.gateway.recent.Choice;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.trace.RequestTrace;
import java.util.concurrent.TimeUnit;

/** Requests that are over, in JSON. */
final class RequestView {
    private RequestView() {}

    /** A line of a list. */
    static ObjectNode brief(RequestRecord record) {
        ObjectNode json = head(record);
        json.put("cache", record.cache());
        json.put("attempts_made", record.attempts().size());
        return end(json, record);
    }

    /** All that is known. */
    static ObjectNode all(RequestRecord record) {
        ObjectNode json = head(record);
        Decision decision = record.decision();
        if (decision != null && decision.rule() != Decision.NO_RULE) {
            json.put("canary_rule", decision.rule());
        }
        if (decision != null && !decision.upstream().equals(record.upstream())) {
            json.put("instead_of", decision.upstream());
        }
        if (!record.cache().isEmpty()) {
            json.set("cache", cache(record));
        }
        ArrayNode attempts = json.putArray("attempts");
        for (AttemptRecord attempt : record.attempts()) {
            attempts.add(attempt(attempt));
        }
        time(json, "waited_ms", record.waited());
        time(json, "redis_ms", record.looked());
        return end(json, record);
    }

    private static ObjectNode head(RequestRecord record) {
        RequestTrace trace = record.trace();
        return Json.object()
                .put("id", record.id())
                .put("trace_id", trace == null ? "" : trace.traceId())
                .put("at", record.at().toString())
                .put("client", record.client())
                .put("caller", record.caller())
                .put("method", record.method())
                .put("path", record.path())
                .put("route", record.route())
                .put("service", record.service())
                .put("upstream", record.upstream())
                .put("cause", record.cause());
    }

    private static ObjectNode end(ObjectNode json, RequestRecord record) {
        time(json, "first_token_ms", record.firstToken());
        time(json, "duration_ms", record.total());
        return json.put("outcome", record.outcome().word())
                .put("reason", record.outcome().tag())
                .put("status", record.status())
                .put("bytes", record.bytes())
                .put("revision", record.revision());
    }

    private static ObjectNode cache(RequestRecord record) {
        ObjectNode json = Json.object().put("how", record.cache());
        if (!record.key().isEmpty()) {
            json.put("key", record.key());
            ArrayNode epochs = json.putArray("epochs");
            for (long epoch : record.epochs()) {
                epochs.add(epoch);
            }
            json.put("personal", record.tenant());
        }
        if (!record.shared().isEmpty()) {
            json.put("shared_with", record.shared());
        }
        return json;
    }

    private static ObjectNode attempt(AttemptRecord attempt) {
        Choice choice = attempt.choice();
        ObjectNode json =
                Json.object().put("server", choice.taken().address().toString()).put("outcome", attempt.tag());
        time(json, "begun_ms", attempt.begun());
        time(json, "connected_ms", attempt.connected());
        time(json, "sent_ms", attempt.sent());
        time(json, "first_byte_ms", attempt.firstByte());
        time(json, "first_token_ms", attempt.firstToken());
        time(json, "ended_ms", attempt.ended());
        json.put("servers", choice.of());
        ArrayNode considered = json.putArray("considered");
        for (int i = 0; i < choice.size(); i++) {
            considered
                    .addObject()
                    .put("server", choice.server(i).address().toString())
                    .put("leases", choice.leases(i))
                    .put("state", choice.state(i).word());
        }
        return json;
    }

    /** In milliseconds, to the microsecond; null for what did not happen. */
    private static void time(ObjectNode json, String key, long nanos) {
        if (nanos == RequestRecord.NONE) {
            json.putNull(key);
        } else {
            json.put(key, TimeUnit.NANOSECONDS.toMicros(nanos) / 1e3);
        }
    }
}
