package io.teal.admin.fleet;

import io.teal.gateway.event.Event.Kind;
import io.teal.gateway.event.Event.Subject;
import io.teal.gateway.event.EventLog;
import io.teal.gateway.redis.RedisStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells the events of a gateway how it stands with Redis and with the other gateways. Used by one thread at a time. */
final class News {
    private final EventLog events;
    /** Names of the others that are heard of, by id. */
    private Map<String, String> heard = Map.of();

    private boolean connected = true;

    News(EventLog events) {
        this.events = events;
    }

    /**
     * Looks at how things are, and tells what has become of them.
     *
     * @param members null while nobody can be heard, and so nobody be called silent
     */
    void look(RedisStatus redis, @Nullable List<Member> members, String self) {
        if (redis.usable() != connected) {
            connected = redis.usable();
            String problem = redis.problem();
            tell(connected ? Kind.REDIS_BACK : Kind.REDIS_LOST, "", connected || problem == null ? "" : problem);
        }
        if (connected && members != null) {
            voices(members, self);
        }
    }

    private void voices(List<Member> members, String self) {
        Map<String, String> now = new HashMap<>();
        Map<String, Long> silent = new HashMap<>();
        for (Member member : members) {
            if (member.state() == Member.State.SILENT) {
                silent.put(member.id(), member.lastSeenMillis());
            } else if (!member.id().equals(self)) {
                now.put(member.id(), member.name());
            }
        }
        now.forEach((id, name) -> {
            if (!heard.containsKey(id)) {
                tell(Kind.GATEWAY_HEARD, name, "");
            }
        });
        heard.forEach((id, name) -> {
            if (!now.containsKey(id)) {
                Long millis = silent.get(id);
                tell(Kind.GATEWAY_SILENT, name, millis == null ? "it has left" : "nothing for " + millis + " ms");
            }
        });
        heard = now;
    }

    private void tell(Kind kind, String gateway, String reason) {
        events.add(kind, gateway.isEmpty() ? Subject.GATEWAY : new Subject("", "", gateway), reason, 0);
    }
}
