package io.teal.gateway.routing.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "0 3 * * 6, 2026-03-03T10:00, 2026-03-07T03:00",
        "0 3 * * sat, 2026-03-07T03:00, 2026-03-14T03:00",
        "*/15 * * * *, 2026-03-03T10:01, 2026-03-03T10:15",
        "5/20 9-10 * * *, 2026-03-03T10:26, 2026-03-03T10:45",
        "0 0 29 2 *, 2026-03-03T10:00, 2028-02-29T00:00",
        "'30 4 1,15 * 5', 2026-05-02T00:00, 2026-05-08T04:30",
        "'0 12 * jan,dec 7', 2026-03-03T10:00, 2026-12-06T12:00",
        "0 0 1 1 *, 2026-01-01T00:00, 2027-01-01T00:00",
    })
    void nextTimeIsAsCronHasIt(String fields, String after, String expected) {
        ZonedDateTime from = LocalDateTime.parse(after).atZone(BERLIN);

        assertThat(Schedule.of(fields).next(from).toLocalDateTime()).isEqualTo(expected);
    }

    @Test
    void hourThatIsLeftOutInSpringComesAnHourLater() {
        ZonedDateTime next = Schedule.of("30 2 29 3 *").next(ZonedDateTime.of(2026, 3, 28, 12, 0, 0, 0, BERLIN));

        assertThat(next).isEqualTo(ZonedDateTime.parse("2026-03-29T03:30+02:00[Europe/Berlin]"));
    }

    @Test
    void hourThatComesTwiceInAutumnComesOnce() {
        Schedule schedule = Schedule.of("30 2 * * *");

        ZonedDateTime first = schedule.next(ZonedDateTime.of(2026, 10, 25, 0, 0, 0, 0, BERLIN));

        assertThat(first).isEqualTo(ZonedDateTime.parse("2026-10-25T02:30+02:00[Europe/Berlin]"));
        assertThat(schedule.next(first)).isEqualTo(ZonedDateTime.parse("2026-10-26T02:30+01:00[Europe/Berlin]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0 3 * *",
                "60 3 * * *",
                "0 24 * * *",
                "0 3 0 * *",
                "0 3 31 2 *",
                "x 3 * * *",
                "0 3 5-4 * *",
                "*/0 * * * *",
                "0 3 * * 8",
                "0 3 * * * *"
            })
    void whatIsNoScheduleIsRefused(String fields) {
        assertThatThrownBy(() -> Schedule.of(fields))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no schedule");
    }
}
