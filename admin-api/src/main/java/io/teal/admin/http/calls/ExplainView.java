package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Json;
import io.teal.gateway.explain.CacheFate;
import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Action;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.RouteMatch;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.upstream.Places;
import io.teal.gateway.upstream.Prospect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What would become of a request, as JSON. */
final class ExplainView {
    private ExplainView() {}

    static ObjectNode of(Explanation explanation) {
        ObjectNode view = Json.object().put("revision", explanation.revision().number());
        request(view.putObject("request"), explanation.request());
        Route route = explanation.route();
        if (route != null) {
            view.putObject("route").put("name", route.name()).put("match", words(route.match()));
        }
        switch (explanation.fate()) {
            case Fate.Refused(Outcome outcome) ->
                view.put("action", "refuse").put("outcome", outcome.tag()).put("status", outcome.status());
            case Fate.Answered(int status) -> view.put("action", "respond").put("status", status);
            case Fate.Redirected(int status, String location) ->
                view.put("action", "redirect").put("status", status).put("location", location);
            case Fate.Forwarded forwarded -> {
                view.put("action", "forward");
                if (route != null && route.action() instanceof Action.Forward(String service, Policies policies)) {
                    Service known = Objects.requireNonNull(
                            explanation.revision().routing().services().get(service), service);
                    forward(view.putObject("forward"), forwarded, service, known, policies);
                }
            }
        }
        return view;
    }

    private static void request(ObjectNode view, Explanation.Understood request) {
        view.put("method", request.method());
        if (request.path() != null) {
            view.put("path", request.path());
        }
        view.put("host", request.host()).put("client_ip", request.clientIp());
        request.headers().forEach(view.putArray("headers")::add);
    }

    /** The condition of a route as a person would say it. */
    static String words(RouteMatch match) {
        List<String> words = new ArrayList<>();
        words.add(
                switch (match.path()) {
                    case RouteMatch.Path.Prefix(String value) -> "the path is " + value + " or below";
                    case RouteMatch.Path.Exact(String value) -> "the path is " + value;
                    case RouteMatch.Path.Regex(String value) -> "the path is as " + value + " says";
                });
        if (!match.hosts().isEmpty()) {
            words.add("the host is " + String.join(" or ", match.hosts()));
        }
        if (!match.methods().isEmpty()) {
            words.add("the method is " + String.join(" or ", match.methods()));
        }
        fields(words, "the header ", match.headers());
        fields(words, "the query parameter ", match.query());
        return String.join(", ", words);
    }

    private static void fields(List<String> words, String what, List<RouteMatch.Field> fields) {
        for (RouteMatch.Field field : fields) {
            words.add(what
                    + field.name()
                    + switch (field.condition()) {
                        case RouteMatch.Condition.Equal(String value) -> " is " + value;
                        case RouteMatch.Condition.Regex(String value) -> " is as " + value + " says";
                        case RouteMatch.Condition.Present() -> " is there";
                    });
        }
    }

    private static void forward(
            ObjectNode view, Fate.Forwarded forwarded, String service, Service known, Policies policies) {
        Decision decision = forwarded.decision();
        view.put("service", service)
                .put("upstream", forwarded.upstream())
                .put("fallback", !forwarded.upstream().equals(decision.upstream()));
        ObjectNode traffic =
                view.putObject("traffic").put("upstream", decision.upstream()).put("cause", lower(decision.cause()));
        if (decision.rule() != Decision.NO_RULE) {
            traffic.put("rule", decision.rule());
        }
        if (forwarded.reason() != null) {
            traffic.put("by", forwarded.reason().toString());
        }
        traffic.put("random", forwarded.random());
        RevisionView.split(traffic.putObject("split"), known);
        prospect(view, forwarded.prospect(), forwarded.randomServer());
        limits(view.putObject("limits"), policies.limits());
        view.putObject("retry")
                .put("attempts", policies.retry().attempts())
                .put("budget_percent", policies.retry().budgetPercent());
        timeouts(view.putObject("timeouts"), policies.timeouts());
        cache(view.putObject("cache"), forwarded.cache());
    }

    private static void prospect(ObjectNode view, Prospect prospect, boolean random) {
        view.put("balance", ServiceCalls.balance(prospect.spec())).put("random_server", random);
        ArrayNode servers = view.putArray("servers");
        for (Prospect.Seat seat : prospect.servers()) {
            servers.addObject()
                    .put("address", seat.server().address().toString())
                    .put("state", lower(seat.status().state()))
                    .put("reason", seat.status().reason())
                    .put("usable", seat.usable())
                    .put("full", seat.full())
                    .put("weight", seat.server().weight())
                    .put("backup", seat.server().backup())
                    .put("leases", seat.status().leases())
                    .put("elsewhere", seat.status().elsewhere())
                    .put("max_conns", seat.server().maxConns());
        }
        ArrayNode equal = Json.object().arrayNode();
        for (Server server : prospect.best()) {
            equal.add(server.address().toString());
        }
        Server chosen = prospect.chosen();
        Places.Refusal refusal = prospect.refusal();
        ObjectNode place = view.putObject("place");
        if (chosen != null) {
            place.put("given", "now").put("server", chosen.address().toString()).set("equal", equal);
        } else if (refusal != null) {
            place.put("given", "never")
                    .put("outcome", refusal.outcome().tag())
                    .put("status", refusal.outcome().status())
                    .put("retry_after_s", refusal.retryAfterSeconds());
        } else {
            place.put("given", "later");
        }
        view.putObject("queue")
                .put("waiting", prospect.queued())
                .put("size", prospect.spec().queue().size())
                .put("wait_ms", prospect.spec().queue().longestWait().toMillis());
    }

    private static void limits(ObjectNode view, Policies.Limits limits) {
        if (limits.body() != Policies.Limits.UNLIMITED) {
            view.put("body", limits.body());
        }
        Policies.Rate rate = limits.rate();
        if (rate != null) {
            view.putObject("rate")
                    .put("requests", rate.requests())
                    .put("per_ms", rate.per().toMillis())
                    .put("by", rate.by().toString());
        }
        Policies.Concurrency concurrency = limits.concurrency();
        if (concurrency != null) {
            view.putObject("concurrency")
                    .put("requests", concurrency.requests())
                    .put("by", concurrency.by().toString());
        }
    }

    private static void timeouts(ObjectNode view, Policies.Timeouts timeouts) {
        view.put("connect_ms", timeouts.connect().toMillis())
                .put("first_byte_ms", timeouts.firstByte().toMillis());
        // Learned as the upstream goes on, it is no number of the route.
        if (timeouts.firstToken() instanceof Policies.FirstToken.Fixed fixed) {
            view.put("first_token_ms", fixed.time().toMillis());
        }
        view.put("idle_ms", timeouts.idle().toMillis())
                .put("total_ms", timeouts.total().toMillis());
    }

    private static void cache(ObjectNode view, CacheFate cache) {
        switch (cache) {
            case CacheFate.Off() -> view.put("use", "off");
            case CacheFate.NoQuestion() -> view.put("use", "no_question");
            case CacheFate.Bypassed(String reason, boolean onlyIfCached) ->
                view.put("use", "bypassed").put("reason", reason).put("only_if_cached", onlyIfCached);
            case CacheFate.Consulted asked -> {
                view.put("use", "asked").put("only_if_cached", asked.onlyIfCached());
                view.put("key", asked.key().hex());
                CacheFate.Parts parts = asked.parts();
                ObjectNode made = view.putObject("parts")
                        .put("route", parts.route())
                        .put("service", parts.service())
                        .put("upstream", parts.upstream());
                parts.epochs().forEach(made.putArray("epochs")::add);
                made.put("personal", parts.personal());
                CacheFate.Kept kept = asked.kept();
                view.put("in_memory", kept != null);
                if (kept != null) {
                    view.putObject("kept").put("age_ms", kept.age().toMillis()).put("use", lower(kept.use()));
                }
                view.put("redis", asked.remote()).put("under_way", asked.underWay());
            }
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
