package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.Service;
import io.teal.gateway.routing.Upstream;
import java.util.LinkedHashMap;

/** Reads one service: its upstreams and how traffic is divided among them. */
final class ServiceReader {
    private static final String UPSTREAMS = "upstreams by name, such as {blue: {servers: [127.0.0.1:8001]}}";

    private ServiceReader() {}

    static Service read(String name, Value value) {
        Section section = value.section("upstreams", "traffic");
        LinkedHashMap<String, Upstream> upstreams = new LinkedHashMap<>();
        Value named = section.required("upstreams", UPSTREAMS);
        if (named != null) {
            for (Value.Member member : named.someMembers(UPSTREAMS)) {
                member.checkName();
                upstreams.put(member.name(), UpstreamReader.read(member.name(), member.value()));
            }
        }
        if (upstreams.isEmpty()) {
            return new Service(name, upstreams, TrafficReader.plain(upstreams.keySet()));
        }
        return new Service(name, upstreams, new TrafficReader(upstreams.keySet()).read(section));
    }
}
