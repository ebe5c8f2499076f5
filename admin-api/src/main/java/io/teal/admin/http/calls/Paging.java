package io.teal.admin.http.calls;

import io.teal.admin.http.Call;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;

/**
 * Which part of a long list is asked for.
 *
 * @param before numbers below this one
 * @param limit how many at most
 */
record Paging(long before, int limit) {
    private static final int USUAL = 50;
    private static final int MOST = 1_000;

    static Paging of(Call call) throws Problem {
        return new Paging(
                number(call, "before", Long.MAX_VALUE, Long.MAX_VALUE), (int) number(call, "limit", USUAL, MOST));
    }

    private static long number(Call call, String name, long usual, long most) throws Problem {
        String text = call.query().get(name);
        if (text == null) {
            return usual;
        }
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1 || number > most) {
            throw Problem.of(
                    ProblemKind.INVALID, "%s: found %s, expected a whole number from 1 to %d", name, text, most);
        }
        return number;
    }
}
