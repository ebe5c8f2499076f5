package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Units;
import io.teal.gateway.routing.HeaderChanges;
import io.teal.gateway.routing.Policies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The canonical form of policies. */
final class PoliciesTree {
    private PoliciesTree() {}

    static void addTo(Tree route, Policies policies) {
        Policies plain = Policies.DEFAULT;
        route.putSome(
                        "timeouts",
                        new Tree()
                                .put(
                                        "connect",
                                        policies.timeouts().connect(),
                                        plain.timeouts().connect())
                                .put(
                                        "first_byte",
                                        policies.timeouts().firstByte(),
                                        plain.timeouts().firstByte())
                                .put(
                                        "idle",
                                        policies.timeouts().idle(),
                                        plain.timeouts().idle())
                                .put(
                                        "total",
                                        policies.timeouts().total(),
                                        plain.timeouts().total()))
                .putSome(
                        "retry",
                        new Tree()
                                .put(
                                        "attempts",
                                        policies.retry().attempts(),
                                        plain.retry().attempts())
                                .put(
                                        "budget",
                                        policies.retry().budgetPercent() + "%",
                                        plain.retry().budgetPercent() + "%"))
                .putSome(
                        "limits",
                        limits(policies.limits().body(), plain.limits().body()))
                .putSome(
                        "rewrite",
                        new Tree()
                                .put("path", policies.rewrite().path(), null)
                                .put("path_prefix", policies.rewrite().pathPrefix(), null)
                                .put("host", policies.rewrite().host(), null))
                .putSome("request_headers", changes(policies.requestHeaders()))
                .putSome("response_headers", changes(policies.responseHeaders()));
    }

    private static Tree limits(long body, long plain) {
        Tree tree = new Tree();
        if (body != plain) {
            tree.put("body", body == Policies.Limits.UNLIMITED ? "none" : Units.format(body));
        }
        return tree;
    }

    private static Tree changes(HeaderChanges changes) {
        return new Tree()
                .putSome("remove", changes.remove())
                .putSome("set", fields(changes.set()))
                .putSome("add", fields(changes.add()));
    }

    /** Values by name; a list where a name has several. */
    static Tree fields(List<HeaderChanges.Header> headers) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (HeaderChanges.Header header : headers) {
            byName.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(header.value());
        }
        Tree tree = new Tree();
        byName.forEach((name, values) -> tree.put(name, values.size() == 1 ? values.getFirst() : values));
        return tree;
    }
}
