package io.teal.gateway.config.routing;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.routing.policy.Shadow;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which questions of one service also go to another upstream. */
final class ShadowReader {
    private ShadowReader() {}

    /** What a service says of it; null when it says nothing. */
    static @Nullable Shadow read(Section service, Set<String> upstreams) {
        Section section = service.section("shadow", "to", "share");
        if (!section.present()) {
            return null;
        }
        String expected = "an upstream of this service: " + String.join(", ", upstreams);
        Value target = section.required("to", expected);
        String to = target == null ? null : target.text(expected);
        if (to != null && target != null) {
            if (!upstreams.contains(to)) {
                target.wrong(expected);
            } else if (upstreams.size() == 1) {
                target.wrong(
                        "the only upstream of the service", "one of several: what is copied is what others answer");
            }
        }
        Integer share = section.get("share", Shadow.DEFAULT_SHARE, Value::percent);
        return to == null ? null : new Shadow(to, share);
    }
}
