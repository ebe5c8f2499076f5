package io.teal.benchmarks.micro;

import io.teal.gateway.matching.TrafficDecider;
import io.teal.gateway.matching.TrafficDecider.Decision;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import java.util.LinkedHashMap;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Choosing the upstream of a request, of two colours. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the setup first.
public class Colours {
    private static final int CLIENTS = 1000;
    private static final String BLUE = "blue";
    private static final String GREEN = "green";

    @Param
    Kind kind;

    private TrafficDecider traffic;
    private Head[] heads;
    private int next;

    /** How the traffic is divided. */
    public enum Kind {
        /** All of it goes to one. */
        UNDIVIDED,
        /** 10 % go to the other, by the client's token. */
        SPLIT,
        /** The same, after a canary rule that looks for a header field and does not find it. */
        CANARY_AND_SPLIT
    }

    /** The share of green must be what was asked for, and who is asked about again must get the same colour. */
    @Setup
    public void compile() {
        traffic = TrafficDecider.compile(service());
        heads = new Head[CLIENTS];
        int green = 0;
        for (int i = 0; i < heads.length; i++) {
            heads[i] = Head.of("chat.example.org", "/chat/kb_chat").with("Authorization", "Bearer " + token(i));
            Decision decision = traffic.decide(heads[i], Colours::usable);
            Check.that(decision.equals(traffic.decide(heads[i], Colours::usable)), "a client was given two colours");
            green += decision.upstream().equals(GREEN) ? 1 : 0;
        }
        boolean right = kind == Kind.UNDIVIDED ? green == 0 : green > CLIENTS / 20 && green < CLIENTS * 3 / 20;
        Check.that(right, green + " of " + CLIENTS + " clients got green");
        if (kind == Kind.CANARY_AND_SPLIT) {
            Decision marked = traffic.decide(heads[0].with("X-Canary", "yes"), Colours::usable);
            Check.that(marked.cause() == TrafficDecider.Cause.CANARY, "a marked request was divided by the split");
        }
    }

    /** Decides for a thousand clients in turn. */
    @Benchmark
    public Decision decide() {
        Head head = heads[next];
        next = next + 1 == heads.length ? 0 : next + 1;
        return traffic.decide(head, Colours::usable);
    }

    private Service service() {
        LinkedHashMap<String, Upstream> upstreams = new LinkedHashMap<>();
        upstreams.put(BLUE, upstream(BLUE, 8001));
        upstreams.put(GREEN, upstream(GREEN, 8002));
        LinkedHashMap<String, Integer> split = new LinkedHashMap<>();
        split.put(BLUE, 90);
        split.put(GREEN, kind == Kind.UNDIVIDED ? 0 : 10);
        List<CanaryRule> canary = kind == Kind.CANARY_AND_SPLIT
                ? List.of(new CanaryRule(
                        new RequestAttribute.Header("X-Canary"),
                        new CanaryRule.Mark.Values(List.of("yes")),
                        GREEN,
                        CanaryRule.Otherwise.SPLIT))
                : List.of();
        return new Service("chat", upstreams, new Traffic(split, Traffic.DEFAULT_IDENTITY, canary));
    }

    private static Upstream upstream(String name, int port) {
        return Upstream.of(name, List.of(Server.at(new Address("127.0.0.1", port))));
    }

    /** Evenly spread, and as long as most API keys are. */
    private static String token(int client) {
        long first = client * 0x9e3779b97f4a7c15L;
        return String.format("sk-%016x%016x%016x", first, first * 31, first * 961);
    }

    private static boolean usable(String upstream) {
        return !upstream.isEmpty();
    }
}
