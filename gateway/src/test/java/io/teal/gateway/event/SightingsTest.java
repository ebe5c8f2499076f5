package io.teal.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.event.Event.Kind;
import io.teal.gateway.event.Event.Sighting;
import io.teal.gateway.event.Event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Subject ONE = new Subject("chat", "blue", "a:1");
    private static final Subject OTHER = new Subject("chat", "blue", "a:2");

    /** Begins where nanoseconds overflow soon. */
    private long nanos = Long.MAX_VALUE - 1;

    private final EventLog log = new EventLog(InstantSource.fixed(NOW));
    private final Sightings sightings = new Sightings(log, () -> nanos);
    private final List<Event> heard = new ArrayList<>();

    SightingsTest() {
        assertThat(log.listen(heard::add)).isZero();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void theFirstIsToldAtOnceAndTheRestOnceAMinuteWithHowManyTheyWere() {
        sightings.saw(ONE, "memory");
        sightings.saw(ONE, "memory");
        pass(Duration.ofSeconds(60).minusNanos(1));
        sightings.saw(ONE, "memory");
        assertThat(heard).hasSize(1);

        pass(Duration.ofNanos(1));
        sightings.saw(ONE, "memory");
        sightings.saw(ONE, "memory");

        assertThat(heard)
                .containsExactly(
                        new Event(1, Kind.WATCHED_TEXT, NOW, ONE, "memory", 0, new Sighting("memory", 1)),
                        new Event(2, Kind.WATCHED_TEXT, NOW, ONE, "memory, 3 times", 0, new Sighting("memory", 3)));
    }

    @Test
    void eachTextOfEachServerIsToldByItself() {
        sightings.saw(ONE, "memory");
        sightings.saw(ONE, "refused");
        sightings.saw(OTHER, "memory");
        sightings.saw(OTHER, "memory");

        assertThat(heard).extracting(Event::subject).containsExactly(ONE, ONE, OTHER);
        assertThat(heard).extracting(Event::reason).containsExactly("memory", "refused", "memory");
    }

    @Test
    void whatWasToldAnHourAgoIsNewAgain() {
        sightings.saw(ONE, "memory");
        sightings.saw(ONE, "memory");
        sightings.saw(OTHER, "memory");
        sightings.saw(OTHER, "memory");
        pass(Duration.ofMinutes(59));
        sightings.saw(ONE, "memory");
        pass(Duration.ofMinutes(1));
        sightings.saw(ONE, "memory");
        sightings.saw(OTHER, "memory");

        assertThat(heard)
                .extracting(Event::sighting)
                .extracting(Sighting::count)
                .containsExactly(1L, 1L, 2L, 1L, 1L);
    }
}
