package io.teal.gateway.config.routing;

import io.teal.gateway.config.routing.policy.CompressionReader;
import io.teal.gateway.config.routing.policy.Tree;
import io.teal.gateway.config.text.Units;
import io.teal.gateway.routing.HeaderChanges;
import io.teal.gateway.routing.Policies;

/** The canonical form of policies. */
final class PoliciesTree {
    private PoliciesTree() {}

    static void addTo(Tree route, Policies policies) {
        Policies plain = Policies.DEFAULT;
        route.put("answers", ServiceTree.word(policies.answers()), ServiceTree.word(plain.answers()))
                .put("cache", policies.cache() == null ? null : CacheReader.tree(policies.cache()), null)
                .putSome(
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
                                .put("first_token", firstToken(policies), firstToken(plain))
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
                .putSome("limits", limits(policies.limits(), plain.limits().body()))
                .putSome(
                        "rewrite",
                        new Tree()
                                .put("path", policies.rewrite().path(), null)
                                .put("path_prefix", policies.rewrite().pathPrefix(), null)
                                .put("host", policies.rewrite().host(), null))
                .putSome("request_headers", changes(policies.requestHeaders()))
                .putSome("response_headers", changes(policies.responseHeaders()))
                .put(
                        "compression",
                        policies.compression() == null ? null : CompressionReader.tree(policies.compression()),
                        null);
    }

    private static Object firstToken(Policies policies) {
        return switch (policies.timeouts().firstToken()) {
            case Policies.FirstToken.Fixed fixed -> fixed.time();
            case Policies.FirstToken.Learned learned -> PoliciesReader.AUTO;
        };
    }

    private static Tree limits(Policies.Limits limits, long plain) {
        Tree tree = new Tree();
        if (limits.body() != plain) {
            tree.put("body", limits.body() == Policies.Limits.UNLIMITED ? "none" : Units.format(limits.body()));
        }
        Policies.Rate rate = limits.rate();
        Policies.Rate usual = Policies.Rate.DEFAULT;
        if (rate != null) {
            tree.putSome(
                    "rate",
                    new Tree()
                            .put("requests", rate.requests())
                            .put("per", rate.per(), usual.per())
                            .put("by", rate.by().toString(), usual.by().toString()));
        }
        Policies.Concurrency concurrency = limits.concurrency();
        if (concurrency != null) {
            tree.putSome(
                    "concurrency",
                    new Tree()
                            .put("requests", concurrency.requests())
                            .put("by", concurrency.by().toString(), usual.by().toString()));
        }
        return tree;
    }

    private static Tree changes(HeaderChanges changes) {
        return new Tree()
                .putSome("remove", changes.remove())
                .putSome("set", Tree.of(changes.set()))
                .putSome("add", Tree.of(changes.add()));
    }
}
