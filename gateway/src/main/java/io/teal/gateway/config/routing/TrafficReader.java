package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Node;
import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Syntax;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how the requests of one service are divided. */
final class TrafficReader {
    private static final Map<String, CanaryRule.Otherwise> OTHERWISE =
            Map.of("fail", CanaryRule.Otherwise.FAIL, "split", CanaryRule.Otherwise.SPLIT);
    private static final Pattern TOKEN_VALUE = Pattern.compile("[!-~](?:[ \\t!-~]*[!-~])?");

    private final Set<String> upstreams;
    private final String oneOfThem;

    /** Reads traffic among upstreams of these names. */
    TrafficReader(Set<String> upstreams) {
        this.upstreams = upstreams;
        this.oneOfThem = "an upstream of this service: " + String.join(", ", upstreams);
    }

    /** What a service has that says nothing of traffic: with one upstream, it gets all. */
    static Traffic plain(Set<String> upstreams) {
        LinkedHashMap<String, Integer> split = new LinkedHashMap<>();
        if (upstreams.size() == 1) {
            split.put(upstreams.iterator().next(), 100);
        }
        return new Traffic(split, Traffic.DEFAULT_IDENTITY, List.of());
    }

    Traffic read(Section service) {
        Section section = service.section("traffic", "split", "identity", "canary");
        Traffic plain = plain(upstreams);
        if (!section.has("split") && upstreams.size() > 1 && (section.present() || !service.has("traffic"))) {
            String example = String.join(": 0, ", upstreams) + ": 0}";
            section.missing("split", "a weight for each upstream, such as {" + example.replaceFirst(": 0", ": 100"));
        }
        return new Traffic(
                section.get("split", plain.split(), this::split),
                section.get("identity", plain.identity(), TrafficReader::identity),
                section.get("canary", plain.canary(), this::canary));
    }

    private SequencedMap<String, Integer> split(Value value) {
        LinkedHashMap<String, Integer> split = new LinkedHashMap<>();
        boolean complete = true;
        for (Value.Member member : value.members("a weight for each upstream, such as {blue: 95, green: 5}")) {
            if (!upstreams.contains(member.name())) {
                member.key().wrong(oneOfThem);
            }
            Integer weight = member.value().whole(0, 1_000_000);
            complete &= weight != null;
            split.put(member.name(), weight == null ? 0 : weight);
        }
        boolean allZero = split.values().stream().allMatch(weight -> weight == 0);
        if (complete && allZero && value.node() instanceof Node.Mapping) {
            value.wrong("no weight above 0", "at least one upstream with a weight above 0");
        }
        return split;
    }

    private static List<RequestAttribute> identity(Value value) {
        List<RequestAttribute> identity = new ArrayList<>();
        for (Value item : value.oneOrMore("one or more of " + Attributes.ALL)) {
            RequestAttribute attribute = Attributes.any(item);
            if (attribute == null) {
                continue;
            }
            if (identity.contains(attribute)) {
                item.wrong(attribute + " again", "each attribute once");
            } else if (identity.contains(new RequestAttribute.ClientIp())
                    || identity.contains(new RequestAttribute.EachRequest())) {
                item.warn("is never looked at: the attribute before it is present in every request");
            }
            identity.add(attribute);
        }
        return identity;
    }

    private List<CanaryRule> canary(Value value) {
        List<CanaryRule> rules = new ArrayList<>();
        for (Value item : value.items("a list of rules")) {
            CanaryRule rule = rule(item.section("header", "cookie", "values", "sha256", "present", "to", "otherwise"));
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private @Nullable CanaryRule rule(Section section) {
        RequestAttribute where = where(section);
        CanaryRule.Mark mark = mark(section);
        Value target = section.required("to", oneOfThem);
        String to = target == null ? null : target.text(oneOfThem);
        if (to != null && target != null && !upstreams.contains(to)) {
            target.wrong(oneOfThem);
        }
        CanaryRule.Otherwise otherwise = section.get("otherwise", CanaryRule.Otherwise.FAIL, v -> v.choice(OTHERWISE));
        return where == null || mark == null || to == null ? null : new CanaryRule(where, mark, to, otherwise);
    }

    private static @Nullable RequestAttribute where(Section section) {
        if (!section.exactlyOne("header", "cookie")) {
            return null;
        }
        RequestAttribute header = section.find("header", v -> {
            String name = v.text(Syntax.TOKEN, "the name of a header");
            return name == null ? null : new RequestAttribute.Header(name);
        });
        RequestAttribute cookie = section.find("cookie", v -> {
            String name = v.text(Syntax.TOKEN, "the name of a cookie");
            return name == null ? null : new RequestAttribute.Cookie(name);
        });
        return header == null ? cookie : header;
    }

    private static CanaryRule.@Nullable Mark mark(Section section) {
        if (!section.exactlyOne("values", "sha256", "present")) {
            return null;
        }
        if (section.has("present")) {
            return section.find("present", Value::onlyTrue) == null ? null : new CanaryRule.Mark.Present();
        }
        if (section.has("values")) {
            return new CanaryRule.Mark.Values(section.get("values", List.of(), TrafficReader::values));
        }
        return new CanaryRule.Mark.Sha256(section.get("sha256", List.of(), TrafficReader::sums));
    }

    private static List<String> values(Value value) {
        String expected = "one or more values of visible ASCII characters";
        List<String> values = new ArrayList<>();
        for (Value item : value.oneOrMore(expected)) {
            String text = item.secret(TOKEN_VALUE, expected);
            if (text != null) {
                values.add(text);
            }
        }
        return values;
    }

    private static List<String> sums(Value value) {
        List<String> sums = new ArrayList<>();
        for (Value item : value.oneOrMore("one or more SHA-256 sums")) {
            String sum = item.secret(Syntax.SHA256, "a SHA-256 sum: 64 hex digits");
            if (sum != null) {
                sums.add(sum.toLowerCase(Locale.ROOT));
            }
        }
        return sums;
    }
}
