package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.compare.Comparison;
import io.teal.admin.compare.Finding;
import io.teal.admin.compare.InShadow;
import io.teal.admin.compare.Side;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.Gateway;
import io.teal.gateway.ask.Shadowed;
import io.teal.gateway.ask.Shadowed.Measure;
import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.Colours;
import io.teal.gateway.colour.Interval;
import io.teal.gateway.colour.Times;
import io.teal.gateway.config.text.Units;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The call that puts the colours of a service beside each other. */
final class CompareCalls {
    private static final Duration LONGEST = Duration.ofMinutes(Colours.MOST_MINUTES);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Gateway gateway;
    private final String name;

    /** @param name of the gateway, for people */
    CompareCalls(Gateway gateway, String name) {
        this.gateway = gateway;
        this.name = name;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("compareUpstreams", this::compare));
    }

    private Answer compare(Call call) throws Problem {
        Revision revision = gateway.revision();
        Service service = Names.service(revision.routing(), call.parameter("service"));
        String text = call.query().get("window");
        Duration window = window(text == null ? "1h" : text);
        Colours colours = gateway.colours();
        List<Side> sides = service.upstreams().keySet().stream()
                .map(name -> new Side(
                        name,
                        colours.figures(service.name(), name, window),
                        colours.ratings().of(service.name(), name, window),
                        shadow(service.name(), name, window)))
                .toList();
        Map<String, Integer> split = service.traffic().split();
        String base = sides.getFirst().upstream();
        for (Side side : sides) {
            if (split.getOrDefault(side.upstream(), 0) > split.getOrDefault(base, 0)) {
                base = side.upstream();
            }
        }
        return Answer.json(view(service.name(), window, split, Comparison.of(base, sides)))
                .of(revision);
    }

    private InShadow shadow(String service, String upstream, Duration window) {
        // Tallies are kept by the minute.
        Duration minutes = Duration.ofMinutes(Math.max(1, window.plusSeconds(59).toMinutes()));
        Shadowed compared = gateway.shadows().read(minutes).stream()
                .filter(one -> one.service().equals(service) && one.upstream().equals(upstream))
                .findFirst()
                .orElse(null);
        return InShadow.of(gateway.colours().figures(new Colours.Colour(service, upstream, true), window), compared);
    }

    private static Duration window(String text) throws Problem {
        Duration window = Duration.ofMillis(Units.millis(text));
        if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
            throw Problem.of(
                    ProblemKind.INVALID, "window: found %s, expected a duration like 15m, from 1s to 24h", text);
        }
        return window;
    }

    private ObjectNode view(String service, Duration window, Map<String, Integer> split, Comparison compared) {
        ObjectNode view = Json.object()
                .put("service", service)
                .put("window_s", window.toSeconds())
                .put("base", compared.base())
                .put("summary", compared.summary());
        ArrayNode upstreams = view.putArray("upstreams");
        for (Side side : compared.sides()) {
            upstreams.add(view(side, split.getOrDefault(side.upstream(), 0)));
        }
        ArrayNode findings = view.putArray("findings");
        for (Finding finding : compared.findings()) {
            ObjectNode one = findings.addObject()
                    .put("upstream", finding.upstream())
                    .put("figure", finding.figure().word())
                    .put("verdict", finding.verdict().word())
                    .put("count", finding.count())
                    .put("needed", finding.needed())
                    .put("text", finding.text());
            put(one.putObject("difference"), finding.difference());
        }
        return view;
    }

    private ObjectNode view(Side side, int weight) {
        var figures = side.figures();
        ObjectNode view = Json.object()
                .put("upstream", side.upstream())
                .put("weight", weight)
                .put("requests", figures.requests())
                .put("judged", figures.judged())
                .put("failed", figures.failed())
                .put("left", figures.left())
                .put("unjudged", figures.unjudged());
        ObjectNode outcomes = view.putObject("outcomes");
        figures.outcomes().forEach(outcomes::put);
        put(view.putObject("failures"), side.failures());
        times(view.putObject("first_token"), figures.firstToken());
        times(view.putObject("total"), figures.total());
        put(view.putObject("tokens_per_second").put("count", figures.speed().streams()), side.tokensPerSecond());
        put(view.putObject("length").put("count", figures.answers()), side.length());
        put(view.putObject("ratings").put("count", side.scores().count()), side.rating());
        shadow(view.putObject("shadow"), side);
        return view;
    }

    private void shadow(ObjectNode view, Side side) {
        InShadow shadow = side.shadow();
        ColourFigures figures = shadow.figures();
        view.put("text", shadow.summary(side.upstream()));
        view.put("judged", figures.judged()).put("failed", figures.failed());
        ObjectNode outcomes = view.putObject("outcomes");
        figures.outcomes().forEach(outcomes::put);
        times(view.putObject("first_token"), figures.firstToken());
        view.put("gateway", name).put("sent", shadow.sent());
        ObjectNode skipped = view.putObject("skipped");
        shadow.skipped().forEach((why, count) -> skipped.put(why.word(), count));
        view.put("pairs", shadow.pairs());
        ArrayNode otherwise = view.putArray("otherwise");
        for (InShadow.Otherwise one : shadow.otherwise()) {
            otherwise
                    .addObject()
                    .put("given", one.given())
                    .put("shadow", one.shadow())
                    .put("count", one.count());
        }
        ObjectNode measures = view.putObject("compared");
        for (Measure measure : Measure.values()) {
            put(measures.putObject(measure.word()).put("count", shadow.pairs(measure)), shadow.of(measure));
        }
    }

    private static void times(ObjectNode view, Times times) {
        view.put("count", times.count());
        put(view.putObject("p50"), Interval.quantile(times, 0.5));
        put(view.putObject("p95"), Interval.quantile(times, 0.95));
        put(view.putObject("p99"), Interval.quantile(times, 0.99));
    }

    /** A bound that is not known is null. */
    private static void put(ObjectNode view, Interval interval) {
        view.put("value", rounded(interval.value()));
        view.put("low", Double.isFinite(interval.low()) ? (Double) rounded(interval.low()) : null);
        view.put("high", Double.isFinite(interval.high()) ? (Double) rounded(interval.high()) : null);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
