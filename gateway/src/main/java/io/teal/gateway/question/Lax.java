package io.teal.gateway.question;

import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers and flags as pydantic takes them; what only some versions take is refused. */
final class Lax {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}(\\.0{1,18})?");
    private static final Pattern REAL =
            Pattern.compile("[+-]?([0-9]{1,40}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?");
    private static final double MOST_EXACT = 1L << 53;

    private Lax() {}

    static long whole(Json value) throws Unkept {
        return switch (value) {
            case Json.Whole(long whole) -> whole;
            case Json.Flag(boolean flag) -> flag ? 1 : 0;
            case Json.Real(double real) when real == Math.rint(real) && Math.abs(real) < MOST_EXACT -> (long) real;
            case Json.Text(String text) -> {
                String number = text.strip();
                if (!WHOLE.matcher(number).matches()) {
                    throw Reason.BODY.unkept();
                }
                int point = number.indexOf('.');
                yield Long.parseLong(point < 0 ? number : number.substring(0, point));
            }
            case Json.Real unused -> throw Reason.BODY.unkept();
            case Json.Nothing unused -> throw Reason.BODY.unkept();
            case Json.Huge unused -> throw Reason.BODY.unkept();
            case Json.Items unused -> throw Reason.BODY.unkept();
            case Json.Members unused -> throw Reason.BODY.unkept();
        };
    }

    static double real(Json value) throws Unkept {
        return switch (value) {
            case Json.Whole(long whole) -> whole;
            case Json.Flag(boolean flag) -> flag ? 1 : 0;
            case Json.Real(double real) -> real;
            case Json.Text(String text) -> {
                String number = text.strip();
                if (!REAL.matcher(number).matches()) {
                    throw Reason.BODY.unkept();
                }
                yield Double.parseDouble(number);
            }
            case Json.Nothing unused -> throw Reason.BODY.unkept();
            case Json.Huge unused -> throw Reason.BODY.unkept();
            case Json.Items unused -> throw Reason.BODY.unkept();
            case Json.Members unused -> throw Reason.BODY.unkept();
        };
    }

    static boolean flag(Json value) throws Unkept {
        return switch (value) {
            case Json.Flag(boolean flag) -> flag;
            case Json.Whole(long whole) when whole == 0 || whole == 1 -> whole == 1;
            case Json.Real(double real) when real == 0 || real == 1 -> real == 1;
            case Json.Text(String text) ->
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "1", "on", "t", "true", "y", "yes" -> true;
                    case "0", "off", "f", "false", "n", "no" -> false;
                    default -> throw Reason.BODY.unkept();
                };
            case Json.Whole unused -> throw Reason.BODY.unkept();
            case Json.Real unused -> throw Reason.BODY.unkept();
            case Json.Nothing unused -> throw Reason.BODY.unkept();
            case Json.Huge unused -> throw Reason.BODY.unkept();
            case Json.Items unused -> throw Reason.BODY.unkept();
            case Json.Members unused -> throw Reason.BODY.unkept();
        };
    }
}
