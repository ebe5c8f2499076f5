package io.teal.admin.store;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Releases as JSON, and back. Any thread. */
public final class ReleaseRecords {
    private ReleaseRecords() {}

    /** The releases of a revision. */
    static JsonArray write(SequencedMap<String, Release> releases) {
        JsonArray all = new JsonArray();
        releases.values().forEach(release -> all.add(write(release)));
        return all;
    }

    /** A release; what it has by default is left out. */
    public static JsonObject write(Release release) {
        JsonObject json = new JsonObject()
                .put("id", release.id())
                .put("service", release.service())
                .put("from", release.from())
                .put("to", release.to())
                .put("plan", new JsonObject(RoutingText.toJson(release.plan())))
                .put("before", new JsonObject(new LinkedHashMap<>(release.before())))
                .put("base", release.base())
                .put("state", word(release.state()))
                .put("step", release.step())
                .put("since", release.since().toString())
                .put("driver", release.driver());
        Release.State paused = release.pausedIn();
        if (paused != null) {
            json.put("paused_in", word(paused));
        }
        if (release.held() != 0) {
            json.put("held_ms", release.held());
        }
        if (release.asleep()) {
            json.put("asleep", true);
        }
        JsonArray story = new JsonArray();
        for (Release.Transition one : release.story()) {
            story.add(new JsonObject()
                    .put("at", one.at().toString())
                    .put("state", word(one.state()))
                    .put("step", one.step())
                    .put("who", one.who())
                    .put("reason", one.reason()));
        }
        return json.put("story", story);
    }

    private static String word(Release.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The releases of a revision, by the names of their services.
     *
     * @throws ConfigException when a plan is not one of this version
     */
    static SequencedMap<String, Release> read(@Nullable JsonArray all) throws ConfigException {
        LinkedHashMap<String, Release> releases = new LinkedHashMap<>();
        for (int i = 0; all != null && i < all.size(); i++) {
            Release release = read(all.getJsonObject(i));
            releases.put(release.service(), release);
        }
        return releases;
    }

    private static Release read(JsonObject json) throws ConfigException {
        String id = json.getString("id");
        LinkedHashMap<String, Integer> before = new LinkedHashMap<>();
        for (Map.Entry<String, Object> weight : json.getJsonObject("before")) {
            before.put(weight.getKey(), ((Number) weight.getValue()).intValue());
        }
        List<Release.Transition> story = new ArrayList<>();
        JsonArray told = json.getJsonArray("story");
        for (int i = 0; i < told.size(); i++) {
            JsonObject one = told.getJsonObject(i);
            story.add(new Release.Transition(
                    Instant.parse(one.getString("at")),
                    state(one.getString("state")),
                    one.getInteger("step"),
                    one.getString("who"),
                    one.getString("reason")));
        }
        String paused = json.getString("paused_in");
        Plan plan = RoutingText.parsePlan(
                "release " + id, json.getJsonObject("plan").encode());
        return new Release(
                id,
                json.getString("service"),
                json.getString("from"),
                json.getString("to"),
                plan,
                before,
                json.getLong("base"),
                state(json.getString("state")),
                json.getInteger("step"),
                Instant.parse(json.getString("since")),
                paused == null ? null : state(paused),
                json.getLong("held_ms", 0L),
                json.getLong("driver"),
                json.getBoolean("asleep", false),
                story);
    }

    private static Release.State state(String word) {
        return Release.State.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
