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
    private static final Subject ANOTHER = new Subject("chat", "blue", "a:2");
    private static final Subject GREEN = new Subject("chat", "green", "a:1");

    /** What is to be called after the pause. */
    private final List<Runnable> due = new ArrayList<>();

    private final EventLog log = new EventLog(InstantSource.fixed(NOW));
    private final Sightings sightings = new Sightings(log, due::add);
    private final List<Event> heard = new ArrayList<>();

    SightingsTest() {
        assertThat(log.listen(heard::add)).isZero();
    }

    private void aMinutePasses() {
        List<Runnable> over = List.copyOf(due);
        due.clear();
        over.forEach(Runnable::run);
    }

    private static Event event(long number, Subject server, String reason, Sighting sighting) {
        return new Event(number, Kind.WATCHED_TEXT, NOW, server, reason, 0, sighting);
    }

    @Test
    void theFirstIsToldAtOnceAndTheRestEachMinuteWithHowManyTheyWere() {
        Duration minute = Duration.ofSeconds(60);
        sightings.saw(ONE, "memory");
        sightings.saw(ONE, "memory");
        sightings.saw(ANOTHER, "memory");
        assertThat(heard).containsExactly(event(1, ONE, "memory", new Sighting("memory", 1, Duration.ZERO)));

        aMinutePasses();
        sightings.saw(ONE, "memory");
        aMinutePasses();

        assertThat(heard.subList(1, heard.size()))
                .containsExactly(
                        event(2, ANOTHER, "memory, 2 times in 60 s", new Sighting("memory", 2, minute)),
                        event(3, ONE, "memory, once in 60 s", new Sighting("memory", 1, minute)));
    }

    @Test
    void eachTextOfEachUpstreamIsToldByItself() {
        sightings.saw(ONE, "memory");
        sightings.saw(ONE, "refused");
        sightings.saw(GREEN, "memory");
        sightings.saw(GREEN, "memory");

        assertThat(heard).extracting(Event::subject).containsExactly(ONE, ONE, GREEN);
        assertThat(heard).extracting(Event::reason).containsExactly("memory", "refused", "memory");
    }

    @Test
    void afterAMinuteWithoutAnyTheNextIsToldAtOnceAgain() {
        sightings.saw(ONE, "memory");
        aMinutePasses();
        assertThat(heard).hasSize(1);
        assertThat(due).isEmpty();

        sightings.saw(ONE, "memory");

        assertThat(heard)
                .extracting(Event::sighting)
                .containsExactly(new Sighting("memory", 1, Duration.ZERO), new Sighting("memory", 1, Duration.ZERO));
    }
}
