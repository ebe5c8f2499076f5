package io.teal.gateway.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How the requests of a service are divided among its upstreams.
 *
 * @param split weight by upstream name, 0 to 1 000 000, at least one above 0; an upstream that is not named gets nothing
 * @param identity what stands for the sender: the first one present in a request
 * @param canary rules that come before the split; the first match wins
 */
public record Traffic(SequencedMap<String, Integer> split, List<RequestAttribute> identity, List<CanaryRule> canary) {
    /** Authorization header, then the cookie {@code teal}, then the client's address. */
    public static final List<RequestAttribute> DEFAULT_IDENTITY = List.of(
            new RequestAttribute.Header("Authorization"),
            new RequestAttribute.Cookie("teal"),
            new RequestAttribute.ClientIp());

    public Traffic {
        split = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(split));
        identity = List.copyOf(identity);
        canary = List.copyOf(canary);
    }

    /** The same identity and canary rules with other weights. */
    public Traffic withSplit(Map<String, Integer> weights) {
        return new Traffic(new LinkedHashMap<>(weights), identity, canary);
    }
}
