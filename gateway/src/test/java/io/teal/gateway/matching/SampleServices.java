package io.teal.gateway.matching;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.CanaryRule;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Traffic;
import io.teal.gateway.routing.Upstream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Services to divide requests of; the identity is the header field {@code X-User} unless said otherwise. */
final class SampleServices {
    static final RequestAttribute USER = new RequestAttribute.Header("X-User");
    static final Predicate<String> ALL_USABLE = upstream -> true;

    private SampleServices() {}

    /** A service with the upstreams blue, green and red. */
    static Service service(String name, Traffic traffic) {
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        for (String colour : List.of("blue", "green", "red")) {
            upstreams.put(colour, Upstream.of(colour, List.of(Server.at(new Address("127.0.0.1", 8001)))));
        }
        return new Service(name, new LinkedHashMap<>(upstreams), traffic);
    }

    static TrafficDecider decider(Map<String, Integer> split) {
        return decider("chat", split);
    }

    static TrafficDecider decider(String service, Map<String, Integer> split) {
        return TrafficDecider.compile(
                service(service, new Traffic(new LinkedHashMap<>(split), List.of(USER), List.of())));
    }

    static TrafficDecider decider(Map<String, Integer> split, RequestAttribute... identity) {
        return TrafficDecider.compile(
                service("chat", new Traffic(new LinkedHashMap<>(split), List.of(identity), List.of())));
    }

    static TrafficDecider decider(Map<String, Integer> split, CanaryRule... canary) {
        return TrafficDecider.compile(
                service("chat", new Traffic(new LinkedHashMap<>(split), List.of(USER), List.of(canary))));
    }

    /** The colour of a user. */
    static String colour(TrafficDecider decider, String user) {
        return decider.decide(SampleRequest.get("/").withHeader("X-User", user), ALL_USABLE)
                .upstream();
    }
}
