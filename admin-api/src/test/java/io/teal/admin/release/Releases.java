package io.teal.admin.release;

import io.teal.admin.release.guard.Verdict;
import io.teal.gateway.routing.release.Guard;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Releases and facts for tests. */
final class Releases {
    static final Instant NOW = Instant.parse("2026-03-03T10:00:00Z");
    static final Plan.Gate GATE = new Plan.Gate("/etc/teal/questions.yaml", 95, null, null, 50);
    static final Verdict PASS = new Verdict(Verdict.Kind.PASS, "good", null);
    static final Verdict FAIL = new Verdict(Verdict.Kind.FAIL, "bad", null);
    static final Verdict UNKNOWN = new Verdict(Verdict.Kind.INCONCLUSIVE, "not known", null);

    private Releases() {}

    static Plan plan(Plan.@Nullable Gate gate, Guard.NoData noData, @Nullable String schedule) {
        Guard guard = new Guard(Duration.ofSeconds(1), Guard.Failures.DEFAULT, 5, Guard.FirstToken.DEFAULT, 10, noData);
        return new Plan(Plan.DEFAULT.lifecycle(), gate, Plan.DEFAULT.steps(), guard, List.of(), schedule);
    }

    static Release release(Plan plan, State state, int step) {
        LinkedHashMap<String, Integer> before = new LinkedHashMap<>();
        before.put("blue", 100);
        before.put("green", 0);
        return new Release(
                "chat-1", "chat", "blue", "green", plan, before, 7, state, step, NOW, null, 0, 1, false, List.of());
    }

    static Release release(State state, int step) {
        return release(plan(GATE, Guard.NoData.HOLD, null), state, step);
    }

    static Facts facts(Duration later, @Nullable Verdict verdict) {
        return new Facts(
                NOW.plus(later).atZone(ZoneOffset.UTC), true, true, null, false, List.of(), verdict, List.of());
    }
}
