package io.teal.gateway.fleet;

import io.teal.gateway.colour.Colours;
import io.teal.gateway.colour.Colours.Told;
import io.teal.gateway.redis.Redis;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells the other gateways what this one has counted of the colours, a message for each second once it is over, and takes in what
 * they have. A message that is lost stays lost: that a gateway is missing in a second shows. Confined to one thread.
 */
final class SharedColours {
    static final String CHANNEL = "teal:colours";

    private final Redis redis;
    private final Colours colours;
    private final String self =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private long told;

    /** Hears from now on, on that thread. */
    SharedColours(Redis redis, Colours colours, Executor thread) {
        this.redis = redis;
        this.colours = colours;
        this.told = colours.lastSecond();
        colours.share();
        redis.subscribe(CHANNEL, message -> thread.execute(() -> heard(message)));
    }

    private void heard(String text) {
        ColourMessage message = ColourMessage.read(text);
        if (message != null && !message.from().equals(self)) {
            boolean unused = colours.hear(message.from(), message.second(), message.told());
        }
    }

    /** Tells of the seconds that are over. */
    void beat() {
        tell(colours.lastSecond());
    }

    /** Tells of the second that goes on, too: there will be no more. */
    void leave() {
        tell(colours.lastSecond() + 1);
    }

    private void tell(long last) {
        // What cannot be told now is told as soon as it can be, if that is not too late.
        if (last <= told || !redis.usable()) {
            return;
        }
        TreeMap<Long, List<Told>> bySecond = new TreeMap<>();
        long first = Math.max(told + 1, last - Colours.LATEST_SECONDS + 1);
        for (long second = first; second <= last; second++) {
            bySecond.put(second, new ArrayList<>());
        }
        for (Told one : colours.take(last)) {
            List<Told> same = bySecond.get(one.second().second());
            if (same != null) {
                same.add(one);
            }
        }
        told = last;
        bySecond.forEach((second, counted) -> {
            var unused = redis.publish(CHANNEL, new ColourMessage(self, second, counted).text());
        });
    }
}
