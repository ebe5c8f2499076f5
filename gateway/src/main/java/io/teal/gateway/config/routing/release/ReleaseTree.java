package io.teal.gateway.config.routing.release;

import io.teal.gateway.config.routing.policy.Tree;
import io.teal.gateway.routing.release.Guard;
import io.teal.gateway.routing.release.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The canonical form of a plan. */
public final class ReleaseTree {
    private ReleaseTree() {}

    /** The plan as a mapping; what it has by default is left out. */
    public static Map<String, @Nullable Object> of(Plan plan) {
        Plan plain = Plan.DEFAULT;
        Tree tree = new Tree().putSome("lifecycle", lifecycle(plan.lifecycle()));
        Plan.Gate gate = plan.gate();
        if (gate != null) {
            tree.put("gate", gate(gate).members());
        }
        if (!plan.steps().equals(plain.steps())) {
            List<Object> steps = new ArrayList<>();
            for (Plan.Step step : plan.steps()) {
                steps.add(new Tree()
                        .put("weight", step.weight())
                        .put("hold", step.hold(), null)
                        .members());
            }
            tree.put("steps", steps);
        }
        return tree.putSome("guard", guard(plan.guard()))
                .putSome("notify", plan.hooks().stream().map(ReleaseTree::hook).toList())
                .put("schedule", plan.schedule(), null)
                .members();
    }

    private static Tree lifecycle(Plan.Lifecycle lifecycle) {
        Plan.Lifecycle plain = Plan.Lifecycle.DEFAULT;
        Plan.Hook wake = lifecycle.wake();
        Plan.Hook sleep = lifecycle.sleep();
        return new Tree()
                .put("wake", wake == null ? null : hook(wake), null)
                .put("ready_within", lifecycle.readyWithin(), plain.readyWithin())
                .put("sleep", sleep == null ? null : hook(sleep), null)
                .put("keep_old", lifecycle.keepOld(), plain.keepOld());
    }

    private static Tree gate(Plan.Gate gate) {
        Plan.Gate plain = Plan.Gate.DEFAULT;
        return new Tree()
                .put("questions", gate.questions(), null)
                .putSome(
                        "require",
                        new Tree()
                                .put("pass", gate.pass() + "%", plain.pass() + "%")
                                .put("first_token_p95", gate.firstTokenP95(), null))
                .putSome("expect", new Tree().put("knowledge", gate.knowledge(), null))
                .putSome("warm_cache", new Tree().put("top", gate.warmCache(), plain.warmCache()));
    }

    private static Tree guard(Guard guard) {
        Guard plain = Guard.DEFAULT;
        Guard.Failures failures = guard.failures();
        Tree tree = new Tree()
                .put("every", guard.every(), plain.every())
                .putSome(
                        "failures",
                        new Tree()
                                .put(
                                        "rate",
                                        failures.rate() + "%",
                                        plain.failures().rate() + "%")
                                .put(
                                        "at_least",
                                        failures.atLeast(),
                                        plain.failures().atLeast())
                                .put("in", failures.in(), plain.failures().in()))
                .put("consecutive", guard.consecutive(), plain.consecutive());
        Guard.FirstToken firstToken = guard.firstToken();
        if (firstToken == null) {
            tree.put("first_token_p99", "off");
        } else {
            Guard.FirstToken usual = Guard.FirstToken.DEFAULT;
            tree.putSome(
                    "first_token_p99",
                    new Tree()
                            .put("limit", firstToken.limit(), null)
                            .put("versus_other", firstToken.versusOther(), usual.versusOther())
                            .put("at_least", firstToken.atLeast(), usual.atLeast()));
        }
        return tree.put("control", guard.control() + "%", plain.control() + "%")
                .put("no_data", word(guard.noData()), word(plain.noData()));
    }

    private static Map<String, @Nullable Object> hook(Plan.Hook hook) {
        return new Tree()
                .put("post", hook.post())
                .put("secret", hook.secret(), null)
                .members();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
