package io.teal.gateway.matching;

import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Service;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Divides requests among the upstreams of a service: canary rules in order, then the split. Immutable, safe for any thread.
 *
 * <p>The split goes by the value of the first identity attribute that is present and not empty, whichever it is: the same
 * token gets the same colour in a header and in a cookie. A request with none of them, or whose turn comes at
 * {@link RequestAttribute.EachRequest}, is divided at random. The same value gets the same colour on every gateway, after
 * every restart; when weights move it goes over to another colour only if that one's weight grew against its own.
 */
public final class TrafficDecider {
    private final Rule[] canary;
    private final List<RequestAttribute> identity;
    private final WeightedSplit split;

    private TrafficDecider(Rule[] canary, List<RequestAttribute> identity, WeightedSplit split) {
        this.canary = canary;
        this.identity = identity;
        this.split = split;
    }

    /**
     * Compiles the traffic of a service.
     *
     * @throws IllegalArgumentException when the split or a canary rule names an unknown upstream, a weight is out of range or
     *     none is above 0, a rule looks at nothing that could be marked, or a SHA-256 sum is none
     */
    public static TrafficDecider compile(Service service) {
        List<CanaryRule> given = service.traffic().canary();
        Rule[] rules = new Rule[given.size()];
        for (int i = 0; i < rules.length; i++) {
            CanaryRule rule = given.get(i);
            if (!service.upstreams().containsKey(rule.to())) {
                throw new IllegalArgumentException("service " + service.name() + ": canary rule " + i + " leads to "
                        + rule.to() + ", which is not an upstream");
            }
            if (rule.where() instanceof RequestAttribute.EachRequest) {
                throw new IllegalArgumentException(
                        "service " + service.name() + ": canary rule " + i + " looks at no header or cookie");
            }
            rules[i] = new Rule(
                    rule.where(),
                    new CanaryMark(rule.mark()),
                    rule.otherwise() == CanaryRule.Otherwise.SPLIT,
                    new Decision(rule.to(), Cause.CANARY, i));
        }
        return new TrafficDecider(rules, service.traffic().identity(), new WeightedSplit(service));
    }

    /**
     * Chooses the upstream of a request.
     *
     * <p>The first canary rule whose mark is there decides, also when its upstream has no usable server: admission then fails
     * with a clear 503. Only a rule with {@code otherwise: split} leaves such a request to the split.
     *
     * @param usable whether an upstream has a usable server; asked only for upstreams of rules with {@code otherwise: split}
     */
    public Decision decide(RequestHead head, Predicate<String> usable) {
        for (Rule rule : canary) {
            if (rule.mark.accepts(marked(rule.where, head))) {
                if (rule.orSplit && !usable.test(rule.decision.upstream)) {
                    break;
                }
                return rule.decision;
            }
        }
        if (split.isUndivided()) {
            return split.first();
        }
        Sender sender = sender(head);
        return split.of(sender == null ? AttributeHash.random() : sender.hash);
    }

    /**
     * What of a request made a decision come out as it did: the header field or cookie of the canary rule, or the identity
     * attribute that counted in the split.
     *
     * @param decision of {@link #decide} about this request
     * @return null when it was a split with one weight above 0, where nothing counts, or one by chance
     */
    public @Nullable RequestAttribute reason(Decision decision, RequestHead head) {
        return switch (decision.cause) {
            case CANARY -> canary[decision.rule].where;
            case SPLIT -> {
                Sender sender = split.isUndivided() ? null : sender(head);
                yield sender == null ? null : sender.by;
            }
        };
    }

    /** Whether a decision about this request was by chance: asked again, it may come out otherwise. */
    public boolean random(Decision decision, RequestHead head) {
        return decision.cause == Cause.SPLIT && !split.isUndivided() && sender(head) == null;
    }

    /** Who sends it; null when nothing tells. */
    private @Nullable Sender sender(RequestHead head) {
        for (int i = 0; i < identity.size(); i++) {
            RequestAttribute attribute = identity.get(i);
            if (attribute instanceof RequestAttribute.EachRequest) {
                break;
            }
            String value = AttributeHash.value(attribute, head);
            if (value != null) {
                return new Sender(attribute, StableHash.of(value));
            }
        }
        return null;
    }

    private static @Nullable String marked(RequestAttribute where, RequestHead head) {
        return switch (where) {
            case RequestAttribute.Header(String name) -> head.header(name);
            case RequestAttribute.Cookie(String name) -> head.cookie(name);
            case RequestAttribute.ClientIp() -> head.clientIp();
            case RequestAttribute.EachRequest() -> null;
        };
    }

    /**
     * Where a request goes and why. Made once per rule and colour, not per request.
     *
     * @param upstream name of the upstream
     * @param cause what decided
     * @param rule position of the canary rule, from 0; {@link #NO_RULE} for the split
     */
    public record Decision(String upstream, Cause cause, int rule) {
        /** The rule of a decision that no canary rule made. */
        public static final int NO_RULE = -1;
    }

    /** What decided where a request goes. */
    public enum Cause {
        /** A canary rule. */
        CANARY,
        /** The split. */
        SPLIT
    }

    private record Rule(RequestAttribute where, CanaryMark mark, boolean orSplit, Decision decision) {}

    private record Sender(RequestAttribute by, long hash) {}
}
