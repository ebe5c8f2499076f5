package io.teal.gateway.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** How many requests each client has under way. A client without any is not in it. Thread-safe. */
final class UnderWay {
    private final ConcurrentHashMap<Pseudonym, Count> counts = new ConcurrentHashMap<>();

    /**
     * The requests of a client.
     *
     * @param places how many it has; at least 1
     * @param granted whether the last who asked got one
     */
    private record Count(int places, boolean granted) {}

    /** A place for one request, or null when the client has {@code most} already. */
    @Nullable Place take(Pseudonym client, int most) {
        Count count = counts.compute(client, (key, before) -> {
            int places = before == null ? 0 : before.places;
            return places < most ? new Count(places + 1, true) : new Count(places, false);
        });
        return count.granted ? new Place(client) : null;
    }

    private void leave(Pseudonym client) {
        Count unused = counts.computeIfPresent(
                client, (key, before) -> before.places == 1 ? null : new Count(before.places - 1, true));
    }

    /** How many clients have requests under way. */
    int clients() {
        return counts.size();
    }

    /** The place of one request. */
    final class Place implements Admission.Permit {
        private final Pseudonym client;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Place(Pseudonym client) {
            this.client = client;
        }

        @Override
        public void end() {
            if (!ended.getAndSet(true)) {
                leave(client);
            }
        }
    }
}
