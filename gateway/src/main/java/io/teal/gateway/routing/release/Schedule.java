package io.teal.gateway.routing.release;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * When a prepared release begins: minute, hour, day of the month, month and day of the week, as in crontab(5): numbers, names of months and days
 * ({@code jan}, {@code sat}), {@code *}, ranges, lists and steps. When both days are given, one of them is enough.
 *
 * <p>What falls into the hour that is left out in spring comes an hour later; what falls into the hour that comes twice in autumn
 * comes the first time only.
 */
public final class Schedule {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** The 29th of February of a certain day of the week comes again after 40 years at the latest. */
    private static final int FARTHEST_DAYS = 41 * 366;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    private Schedule(String text) {
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != 5) {
            throw wrong(text, "five fields are needed: minute, hour, day of the month, month, day of the week");
        }
        this.text = text;
        minutes = field(fields[0], 0, 59, List.of());
        hours = field(fields[1], 0, 23, List.of());
        days = field(fields[2], 1, 31, List.of());
        months = field(fields[3], 1, 12, MONTHS);
        weekdays = field(fields[4], 0, 7, DAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
        LocalDate first = LocalDate.of(2000, 1, 1);
        if (first.datesUntil(first.plusDays(FARTHEST_DAYS)).noneMatch(this::on)) {
            throw wrong(text, "there is no such day");
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none; the message says why
     */
    public static Schedule of(String fields) {
        return new Schedule(fields);
    }

    private BitSet field(String field, int least, int most, List<String> names) {
        BitSet set = new BitSet(most + 1);
        for (String part : field.split(",", -1)) {
            String[] step = part.split("/", 2);
            String[] range = step[0].split("-", 2);
            boolean all = step[0].equals("*");
            int from = all ? least : number(range[0], least, names);
            int to = all || (range.length == 1 && step.length == 2)
                    ? most
                    : number(range[range.length - 1], least, names);
            int by = step.length == 2 ? number(step[1], 0, List.of()) : 1;
            if (from < least || to > most || from > to || by < 1) {
                throw wrong(text, "'" + part + "' is not within " + least + " to " + most);
            }
            for (int i = from; i <= to; i += by) {
                set.set(i);
            }
        }
        return set;
    }

    private int number(String word, int first, List<String> names) {
        int name = names.indexOf(word.toLowerCase(Locale.ROOT));
        if (name >= 0) {
            return name + first;
        }
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw wrong(text, "'" + word + "' is no number");
        }
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is no schedule: " + why);
    }

    private boolean on(LocalDate day) {
        boolean inMonth = days.get(day.getDayOfMonth());
        boolean inWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return months.get(day.getMonthValue()) && (eitherDay ? inMonth || inWeek : inMonth && inWeek);
    }

    /** The first time after this one, in its zone. */
    public ZonedDateTime next(ZonedDateTime after) {
        LocalDate day = after.toLocalDate();
        while (true) {
            if (on(day)) {
                for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
                    for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                        ZonedDateTime time =
                                day.atTime(LocalTime.of(hour, minute)).atZone(after.getZone());
                        if (time.isAfter(after)) {
                            return time;
                        }
                    }
                }
            }
            day = day.plusDays(1);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
