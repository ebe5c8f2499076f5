package io.teal.gateway.fleet;

import io.teal.gateway.upstream.shared.GroupLoad;
import io.teal.gateway.upstream.shared.PeerLoad;
import io.teal.gateway.upstream.shared.Round;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the other gateways told last, for as long as they are heard: one that is silent for a second has died, or is cut off, and
 * what it had counts no more. Confined to one thread.
 */
final class Neighbours {
    static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String self;
    private final Map<String, Heard> heard = new HashMap<>();

    private record Heard(LoadMessage message, long at) {}

    /** Knows nobody. */
    Neighbours(String self) {
        this.self = self;
    }

    /** Takes a message; returns whether it says anything. */
    boolean hear(LoadMessage message, long nanos) {
        Heard before = heard.get(message.from());
        if (message.from().equals(self) || (before != null && before.message.sequence() >= message.sequence())) {
            return false;
        }
        if (message.leaving()) {
            return heard.remove(message.from()) != null;
        }
        heard.put(message.from(), new Heard(message, nanos));
        return true;
    }

    /** Forgets those that have fallen silent. */
    void forgetSilent(long nanos) {
        heard.values().removeIf(one -> nanos - one.at >= SILENCE_NANOS);
    }

    /** How many there are. */
    int count() {
        return heard.size();
    }

    /** What is known of one upstream. */
    Round round(String service, String upstream, long epochMillis) {
        List<PeerLoad> peers = new ArrayList<>(heard.size());
        for (Heard one : heard.values()) {
            for (GroupLoad load : one.message.loads()) {
                if (load.service().equals(service) && load.upstream().equals(upstream)) {
                    peers.add(new PeerLoad(one.message.from(), one.message.sequence(), load));
                }
            }
        }
        return new Round(self, epochMillis, peers);
    }
}
