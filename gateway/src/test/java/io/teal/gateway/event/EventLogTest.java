package io.teal.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.event.Event.Kind;
import io.teal.gateway.event.Event.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final EventLog log = new EventLog(InstantSource.fixed(NOW));
    private final List<Long> heard = new ArrayList<>();
    private final Consumer<Event> listener = this::hear;

    private void hear(Event event) {
        heard.add(event.number());
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            log.add(Kind.EJECTED, new Subject("chat", "blue", "a:1"), "3 failures", 0);
        }
    }

    @Test
    void whoListensHearsWhatComesAndGetsWhatWasMissed() {
        add(3);

        EventLog.Missed missed = log.listen(1, listener);
        add(1);
        log.leave(listener);
        add(1);

        assertThat(missed.complete()).isTrue();
        assertThat(missed.events()).extracting(Event::number).containsExactly(2L, 3L);
        assertThat(missed.events().getFirst())
                .isEqualTo(new Event(2, Kind.EJECTED, NOW, new Subject("chat", "blue", "a:1"), "3 failures", 0));
        assertThat(heard).containsExactly(4L);
    }

    @Test
    void whoWasAwayForTooLongIsTold() {
        add(1_002);

        assertThat(log.listen(1, listener).complete()).isFalse();
        assertThat(log.listen(2, listener).complete()).isTrue();
        assertThat(log.listen(2, listener).events()).hasSize(1_000);
        assertThat(log.listen(5_000, listener)).isEqualTo(new EventLog.Missed(false, 1_002, List.of()));
        assertThat(log.listen(-1, listener).before()).isEqualTo(2);
    }

    @Test
    void whoWantsNothingOfThePastLearnsWhereItEnds() {
        add(3);

        assertThat(log.listen(listener)).isEqualTo(3);
        add(1);
        assertThat(heard).containsExactly(4L);
    }
}
