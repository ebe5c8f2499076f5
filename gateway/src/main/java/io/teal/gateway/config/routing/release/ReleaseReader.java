package io.teal.gateway.config.routing.release;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.release.Guard;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Schedule;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how a service is taken from one colour to the other. */
public final class ReleaseReader {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** So far back the figures of single seconds are kept. */
    private static final Duration FARTHEST = Duration.ofMinutes(15);

    private static final String FILE =
            "the absolute path of a file of questions, such as /etc/teal/questions/chat.yaml: it must be there at every"
                    + " gateway";
    private static final String URL = "a URL, such as http://127.0.0.1:7000/scale-up";
    private static final String STEPS = "steps such as [{weight: 5, hold: 5m}, {weight: 100, hold: 10m}]";
    private static final String CRON = "five fields as in cron, such as \"0 3 * * 6\" for Saturdays at 3";
    private static final String FINGERPRINT = "a fingerprint as /health tells it: 16 hex digits";
    private static final Pattern SUM = Pattern.compile("(?:sha256:)?[0-9a-f]{16}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Map<String, Guard.NoData> NO_DATA =
            Map.of("hold", Guard.NoData.HOLD, "fail", Guard.NoData.FAIL, "pass", Guard.NoData.PASS);

    private ReleaseReader() {}

    /** The plan of a mapping. */
    public static Plan read(Value value) {
        Section section = value.section("lifecycle", "gate", "steps", "guard", "notify", "schedule");
        Plan plain = Plan.DEFAULT;
        return new Plan(
                lifecycle(section.section("lifecycle", "wake", "ready_within", "sleep", "keep_old")),
                section.find("gate", ReleaseReader::gate),
                section.get("steps", plain.steps(), ReleaseReader::steps),
                guard(section.section(
                        "guard", "every", "failures", "consecutive", "first_token_p99", "control", "no_data")),
                section.get("notify", plain.hooks(), ReleaseReader::hooks),
                section.find("schedule", ReleaseReader::schedule));
    }

    private static Plan.Lifecycle lifecycle(Section section) {
        Plan.Lifecycle plain = Plan.Lifecycle.DEFAULT;
        return new Plan.Lifecycle(
                section.find("wake", ReleaseReader::hook),
                section.get("ready_within", plain.readyWithin(), v -> v.duration(SECOND, WEEK)),
                section.find("sleep", ReleaseReader::hook),
                section.get("keep_old", plain.keepOld(), v -> v.duration(Duration.ZERO, WEEK)));
    }

    private static Plan.Gate gate(Value value) {
        Section section = value.section("questions", "require", "expect", "warm_cache");
        Section require = section.section("require", "pass", "first_token_p95");
        Section expect = section.section("expect", "knowledge");
        Section warm = section.section("warm_cache", "top");
        Plan.Gate plain = Plan.Gate.DEFAULT;
        return new Plan.Gate(
                section.find("questions", ReleaseReader::file),
                require.get("pass", plain.pass(), Value::percent),
                require.find("first_token_p95", v -> v.duration(TICK, WEEK)),
                expect.find("knowledge", ReleaseReader::fingerprint),
                warm.get("top", plain.warmCache(), v -> v.whole(0, 1_000)));
    }

    private static @Nullable String fingerprint(Value value) {
        String text = value.text(SUM, FINGERPRINT);
        return text == null ? null : text.substring(text.indexOf(':') + 1);
    }

    private static List<Plan.Step> steps(Value value) {
        List<Plan.Step> steps = new ArrayList<>();
        int before = 0;
        for (Value item : value.someItems(STEPS)) {
            Section section = item.section("weight", "hold");
            Value weight = section.required("weight", "the percent of requests that the new colour gets, 1 to 100");
            Integer percent = weight == null ? null : weight.whole(1, 100);
            if (percent == null || weight == null) {
                return Plan.DEFAULT.steps();
            }
            if (percent <= before) {
                weight.wrong("more than the step before it, which is " + before);
            }
            before = percent;
            steps.add(
                    new Plan.Step(percent, section.get("hold", Duration.ofMinutes(10), v -> v.duration(SECOND, WEEK))));
        }
        if (!steps.isEmpty() && before != 100) {
            value.wrong("a last step of weight " + before, "one of weight 100, with which the new colour serves alone");
        }
        return steps.isEmpty() ? Plan.DEFAULT.steps() : steps;
    }

    private static Guard guard(Section section) {
        Guard plain = Guard.DEFAULT;
        Section failures = section.section("failures", "rate", "at_least", "in");
        Guard.Failures often = plain.failures();
        return new Guard(
                section.get("every", plain.every(), v -> v.duration(SECOND, Duration.ofMinutes(1))),
                new Guard.Failures(
                        failures.get("rate", often.rate(), Value::percent),
                        failures.get("at_least", often.atLeast(), v -> v.whole(1, 100_000)),
                        failures.get("in", often.in(), v -> v.duration(SECOND, FARTHEST))),
                section.get("consecutive", plain.consecutive(), v -> v.whole(0, 1_000)),
                section.has("first_token_p99")
                        ? section.find("first_token_p99", ReleaseReader::firstToken)
                        : plain.firstToken(),
                section.get("control", plain.control(), Value::percent),
                section.get("no_data", plain.noData(), v -> v.choice(NO_DATA)));
    }

    private static Guard.@Nullable FirstToken firstToken(Value value) {
        if (value.isText() && "off".equals(value.text("off"))) {
            return null;
        }
        Section section = value.section("limit", "versus_other", "at_least");
        Guard.FirstToken plain = Guard.FirstToken.DEFAULT;
        return new Guard.FirstToken(
                section.find("limit", v -> v.duration(TICK, WEEK)),
                section.get("versus_other", plain.versusOther(), v -> v.decimal(0, 100)),
                section.get("at_least", plain.atLeast(), v -> v.whole(1, 100_000)));
    }

    private static List<Plan.Hook> hooks(Value value) {
        List<Plan.Hook> hooks = new ArrayList<>();
        for (Value item : value.items("a list such as [{post: \"http://127.0.0.1:7000/hook\"}]")) {
            Plan.Hook hook = hook(item);
            if (hook != null) {
                hooks.add(hook);
            }
        }
        return hooks;
    }

    private static Plan.@Nullable Hook hook(Value value) {
        Section section = value.section("post", "secret");
        Value post = section.required("post", URL);
        String url = post == null ? null : url(post);
        String secret = section.find(
                "secret",
                v -> v.text(VARIABLE, "the name of an environment variable that holds the key of signatures"));
        return url == null ? null : new Plan.Hook(url, secret);
    }

    private static @Nullable String url(Value value) {
        String text = value.text(URL);
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            if (("http".equals(scheme) || "https".equals(scheme)) && uri.getHost() != null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        value.wrong(URL);
        return null;
    }

    private static @Nullable String schedule(Value value) {
        String text = value.text(CRON);
        if (text == null) {
            return null;
        }
        try {
            return Schedule.of(text).toString();
        } catch (IllegalArgumentException e) {
            value.wrong(CRON);
            return null;
        }
    }

    private static @Nullable String file(Value value) {
        String text = value.text(FILE);
        try {
            if (text == null || Path.of(text).isAbsolute()) {
                return text;
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        value.wrong(FILE);
        return null;
    }
}
