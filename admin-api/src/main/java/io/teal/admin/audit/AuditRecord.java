package io.teal.admin.audit;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/**
 * A record of the audit.
 *
 * @param number 1 for the first; each later one is one more
 * @param at when it was written
 * @param kind what it tells
 * @param call of {@link Kind#ENDED}, the number of the record that tells the beginning; of {@link Kind#GIVEN_UP}, the number of
 *     the first record left; otherwise 0
 * @param attempt what was tried; without content where the kind says nothing of it
 * @param status of the answer; 0 while there is none
 * @param problem type of the problem that was answered; empty when there was none
 * @param words what else is to be said; may be empty
 * @param revision that came of it, or was in effect; 0 when no revision has to do with it
 * @param times how many attempts the record stands for
 * @param before hash of the record before
 */
public record AuditRecord(
        long number,
        Instant at,
        Kind kind,
        long call,
        Attempt attempt,
        int status,
        String problem,
        String words,
        long revision,
        long times,
        String before) {

    /** What a record tells. */
    public enum Kind {
        /** Somebody was let in to change something; written before anything is done. */
        BEGUN,
        /** How that ended. */
        ENDED,
        /** Somebody was refused. */
        REFUSED,
        /** Older records were given up, as the configuration says. */
        GIVEN_UP;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** In JSON, with the number first. */
    public JsonObject json() {
        JsonObject json = new JsonObject().put("number", number).put("at", at.toString());
        json.put("kind", kind.word());
        put(json, "call", call);
        put(json, "who", attempt.who());
        put(json, "role", attempt.role());
        put(json, "from", attempt.from());
        put(json, "method", attempt.method());
        put(json, "target", attempt.target());
        put(json, "status", status);
        put(json, "problem", problem);
        put(json, "words", words);
        put(json, "revision", revision);
        return json.put("times", times).put("before", before);
    }

    private static void put(JsonObject json, String key, long value) {
        if (value != 0) {
            json.put(key, value);
        }
    }

    private static void put(JsonObject json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }

    /** From what {@link #json} gives; throws a {@link RuntimeException} for anything else. */
    static AuditRecord of(JsonObject json) {
        return new AuditRecord(
                json.getLong("number"),
                Instant.parse(json.getString("at")),
                Kind.of(json.getString("kind")),
                json.getLong("call", 0L),
                new Attempt(
                        json.getString("who", ""),
                        json.getString("role", ""),
                        json.getString("from", ""),
                        json.getString("method", ""),
                        json.getString("target", "")),
                json.getInteger("status", 0),
                json.getString("problem", ""),
                json.getString("words", ""),
                json.getLong("revision", 0L),
                json.getLong("times", 1L),
                json.getString("before"));
    }
}
