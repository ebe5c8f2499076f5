package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Policies;
import org.jspecify.annotations.Nullable;

/** Reads how the requests of one route are forwarded. */
final class PoliciesReader {
    private final Section route;
    private final boolean prefix;

    /** Reads the policies of a route; {@code prefix} tells whether it matches a prefix. */
    PoliciesReader(Section route, boolean prefix) {
        this.route = route;
        this.prefix = prefix;
    }

    Policies read() {
        return new Policies(
                timeouts(),
                retry(),
                limits(),
                rewrite(),
                HeadersReader.changes(route.section("request_headers", "remove", "set", "add")),
                HeadersReader.changes(route.section("response_headers", "remove", "set", "add")));
    }

    private Policies.Timeouts timeouts() {
        Section section = route.section("timeouts", "connect", "first_byte", "first_token", "idle", "total");
        section.check("first_token", Bounds::clock);
        Pending.FIRST_TOKEN.warn(section);
        Policies.Timeouts plain = Policies.Timeouts.DEFAULT;
        return new Policies.Timeouts(
                section.get("connect", plain.connect(), Bounds::clock),
                section.get("first_byte", plain.firstByte(), Bounds::clock),
                section.get("idle", plain.idle(), Bounds::clock),
                section.get("total", plain.total(), Bounds::clock));
    }

    private Policies.Retry retry() {
        Section section = route.section("retry", "attempts", "budget");
        Policies.Retry plain = Policies.Retry.DEFAULT;
        return new Policies.Retry(
                section.get("attempts", plain.attempts(), v -> v.whole(0, 10)),
                section.get("budget", plain.budgetPercent(), Value::percent));
    }

    private Policies.Limits limits() {
        Section section = route.section("limits", "body", "rate");
        rate(section);
        return new Policies.Limits(section.get("body", Policies.Limits.DEFAULT.body(), v -> v.sizeOr("none")));
    }

    private static void rate(Section limits) {
        Value value = limits.value("rate");
        if (value == null) {
            return;
        }
        Section section = value.section("requests", "per", "by");
        if (!section.has("requests") && section.present()) {
            section.missing("requests", "a whole number of requests");
        }
        section.check("requests", v -> v.whole(1, 1_000_000));
        section.check("per", Bounds::clock);
        section.check("by", Attributes::sender);
        Pending.RATE.warn(limits);
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
