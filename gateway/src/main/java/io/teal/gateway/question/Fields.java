package io.teal.gateway.question;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of a body by name and type, as leniently as the servers take them: {@code "3"} is a number and {@code "true"} is
 * true, but what only some of their versions take is not. Null is absent. What a server would refuse ends the reading with
 * {@link Reason#BODY}.
 */
final class Fields {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}(\\.0{1,18})?");
    private static final Pattern REAL =
            Pattern.compile("[+-]?([0-9]{1,40}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?");
    private static final double MOST_EXACT = 1L << 53;

    private final Map<String, Json> members;

    Fields(Map<String, Json> members) {
        this.members = members;
    }

    /** A value that is there and not null. */
    @Nullable Json value(String name) {
        Json value = members.get(name);
        return value == Json.Nothing.NULL ? null : value;
    }

    /** Whether it is there and null, for whom that is not the same as absent. */
    boolean isNull(String name) {
        return members.get(name) == Json.Nothing.NULL;
    }

    @Nullable String text(String name) throws Reason.Unkept {
        Json value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw Reason.BODY.unkept();
    }

    String text(String name, String absent) throws Reason.Unkept {
        String text = text(name);
        return text == null ? absent : text;
    }

    /** A text that must be there. */
    String needed(String name) throws Reason.Unkept {
        String text = text(name);
        if (text == null) {
            throw Reason.BODY.unkept();
        }
        return text;
    }

    long whole(String name, long absent) throws Reason.Unkept {
        Json value = value(name);
        return value == null ? absent : whole(value);
    }

    double real(String name, double absent) throws Reason.Unkept {
        Json value = value(name);
        return value == null ? absent : real(value);
    }

    double real(String name, double absent, double least, double most) throws Reason.Unkept {
        double value = real(name, absent);
        if (value >= least && value <= most) {
            return value;
        }
        throw Reason.BODY.unkept();
    }

    boolean flag(String name, boolean absent) throws Reason.Unkept {
        Json value = value(name);
        return value == null ? absent : flag(value);
    }

    /** Whether a list has something in it; an absent one has not. */
    boolean some(String name) throws Reason.Unkept {
        Json value = value(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Json.Items(var values)) {
            return !values.isEmpty();
        }
        throw Reason.BODY.unkept();
    }

    static long whole(Json value) throws Reason.Unkept {
        if (value instanceof Json.Whole(long whole)) {
            return whole;
        }
        if (value instanceof Json.Flag(boolean flag)) {
            return flag ? 1 : 0;
        }
        if (value instanceof Json.Real(double real) && isWhole(real)) {
            return (long) real;
        }
        if (value instanceof Json.Text(String text)) {
            String number = text.strip();
            if (WHOLE.matcher(number).matches()) {
                int point = number.indexOf('.');
                return Long.parseLong(point < 0 ? number : number.substring(0, point));
            }
        }
        throw Reason.BODY.unkept();
    }

    static double real(Json value) throws Reason.Unkept {
        if (value instanceof Json.Real(double real)) {
            return real;
        }
        if (value instanceof Json.Whole(long whole)) {
            return whole;
        }
        if (value instanceof Json.Flag(boolean flag)) {
            return flag ? 1 : 0;
        }
        if (value instanceof Json.Text(String text)) {
            String number = text.strip();
            if (REAL.matcher(number).matches()) {
                return Double.parseDouble(number);
            }
        }
        throw Reason.BODY.unkept();
    }

    static boolean flag(Json value) throws Reason.Unkept {
        if (value instanceof Json.Flag(boolean flag)) {
            return flag;
        }
        if (value instanceof Json.Text(String text)) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "1", "on", "t", "true", "y", "yes" -> true;
                case "0", "off", "f", "false", "n", "no" -> false;
                default -> throw Reason.BODY.unkept();
            };
        }
        double number = real(value);
        if (number == 0 || number == 1) {
            return number == 1;
        }
        throw Reason.BODY.unkept();
    }

    /** Whether a number with a point is a whole one that no other whole number is rounded to. */
    static boolean isWhole(double real) {
        return real == Math.rint(real) && Math.abs(real) < MOST_EXACT;
    }
}
