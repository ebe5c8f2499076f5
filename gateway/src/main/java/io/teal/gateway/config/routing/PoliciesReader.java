package io.teal.gateway.config.routing;

import io.teal.gateway.config.routing.policy.AccessReader;
import io.teal.gateway.config.routing.policy.CompressionReader;
import io.teal.gateway.config.routing.policy.HeadersReader;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.policy.Jwt;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how the requests of one route are forwarded. */
final class PoliciesReader {
    static final String AUTO = "auto";
    private static final String UNREAD = "none";
    private static final Map<String, Policies.Dialect> DIALECTS = Map.of(
            "chatchat", Policies.Dialect.CHATCHAT, "openai", Policies.Dialect.OPENAI, UNREAD, Policies.Dialect.NONE);

    private final Section route;
    private final boolean prefix;

    /** Reads the policies of a route; {@code prefix} tells whether it matches a prefix. */
    PoliciesReader(Section route, boolean prefix) {
        this.route = route;
        this.prefix = prefix;
    }

    Policies read() {
        Policies.Cache cache = cache();
        return new Policies(
                route.get("answers", Policies.DEFAULT.answers(), v -> v.choice(DIALECTS)),
                timeouts(),
                retry(),
                limits(),
                rewrite(),
                HeadersReader.changes(route.section("request_headers", "remove", "set", "add")),
                HeadersReader.changes(route.section("response_headers", "remove", "set", "add")),
                cache,
                access(cache),
                route.find("compression", CompressionReader::read));
    }

    /** Answers are kept apart by {@code Authorization} alone, so keys elsewhere would not keep them apart. */
    private Policies.Access access(Policies.@Nullable Cache cache) {
        Policies.Access access = route.get("access", Policies.Access.OPEN, AccessReader::read);
        Policies.ApiKeys keys = access.apiKeys();
        Value key = route.key("cache");
        Jwt jwt = access.jwt();
        String shown = keys != null ? keys.header() : jwt != null ? jwt.header() : Policies.ApiKeys.DEFAULT_HEADER;
        boolean apart = shown.equalsIgnoreCase(Policies.ApiKeys.DEFAULT_HEADER);
        if (!apart && key != null && cache != null && !cache.shared()) {
            key.wrong(
                    "a cache by Authorization where clients show what they have in " + shown,
                    "cache.shared: true, so that all clients have the answers in common, or keys in Authorization");
        }
        return access;
    }

    /** Only an answer that is read can be known to be good, so only then there may be a cache. */
    private Policies.@Nullable Cache cache() {
        Policies.Cache cache = route.find("cache", CacheReader::read);
        Value key = route.key("cache");
        Value said = route.value("answers");
        boolean unread = said == null || (said.isText() && UNREAD.equals(said.text(UNREAD)));
        if (key != null && unread && route.has("service")) {
            key.wrong(
                    "cache where answers are not read", "answers: chatchat or answers: openai beside it, or no cache");
        }
        return cache;
    }

    private Policies.Timeouts timeouts() {
        Section section = route.section("timeouts", "connect", "first_byte", "first_token", "idle", "total");
        Policies.Timeouts plain = Policies.Timeouts.DEFAULT;
        return new Policies.Timeouts(
                section.get("connect", plain.connect(), Bounds::clock),
                section.get("first_byte", plain.firstByte(), Bounds::clock),
                section.get("first_token", plain.firstToken(), PoliciesReader::firstToken),
                section.get("idle", plain.idle(), Bounds::clock),
                section.get("total", plain.total(), Bounds::clock));
    }

    private static Policies.@Nullable FirstToken firstToken(Value value) {
        if (value.isText() && AUTO.equals(value.text(AUTO))) {
            return new Policies.FirstToken.Learned();
        }
        Duration time = Bounds.clock(value, ", or " + AUTO);
        return time == null ? null : new Policies.FirstToken.Fixed(time);
    }

    private Policies.Retry retry() {
        Section section = route.section("retry", "attempts", "budget");
        Policies.Retry plain = Policies.Retry.DEFAULT;
        return new Policies.Retry(
                section.get("attempts", plain.attempts(), v -> v.whole(0, 10)),
                section.get("budget", plain.budgetPercent(), Value::percent));
    }

    private Policies.Limits limits() {
        Section section = route.section("limits", "body", "rate", "concurrency");
        return new Policies.Limits(
                section.get("body", Policies.Limits.DEFAULT.body(), v -> v.sizeOr("none")),
                section.find("rate", PoliciesReader::rate),
                section.find("concurrency", PoliciesReader::concurrency));
    }

    private static Policies.@Nullable Rate rate(Value value) {
        Section section = value.section("requests", "per", "by");
        Integer requests = requests(section);
        Policies.Rate plain = Policies.Rate.DEFAULT;
        Duration per = section.get("per", plain.per(), Bounds::clock);
        RequestAttribute by = section.get("by", plain.by(), Attributes::sender);
        return requests == null ? null : new Policies.Rate(requests, per, by);
    }

    private static Policies.@Nullable Concurrency concurrency(Value value) {
        Section section = value.section("requests", "by");
        Integer requests = requests(section);
        RequestAttribute by = section.get("by", Policies.Rate.DEFAULT.by(), Attributes::sender);
        return requests == null ? null : new Policies.Concurrency(requests, by);
    }

    private static @Nullable Integer requests(Section section) {
        Value value = section.required("requests", "a whole number of requests");
        return value == null ? null : value.whole(1, 1_000_000);
    }

    private Policies.Rewrite rewrite() {
        Section section = route.section("rewrite", "path", "path_prefix", "host");
        onePath(section, prefix);
        return new Policies.Rewrite(
                section.find("path", MatchReader::path),
                section.find("path_prefix", MatchReader::path),
                section.find("host", PoliciesReader::authority));
    }

    /** At most one of path and path_prefix, and the latter only where the route matches a prefix. */
    static void onePath(Section section, boolean prefix) {
        Value key = section.key("path_prefix");
        if (key == null) {
            return;
        }
        if (section.has("path")) {
            key.wrong("path_prefix beside path", "one of the two");
        }
        if (!prefix) {
            key.wrong("path_prefix", "path: the route does not match a prefix that could be replaced");
        }
    }

    private static @Nullable String authority(Value value) {
        String expected = "a host with or without port, such as chat.internal or chat.internal:8001";
        String text = value.text(expected);
        if (text != null && !Syntax.isAuthority(text)) {
            value.wrong(expected);
            return null;
        }
        return text;
    }
}
