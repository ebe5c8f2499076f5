package io.teal.admin.http.calls;

import io.teal.admin.http.Call;

/**
 * Which part of a long list is asked for; that numbers are in bounds was checked against the description.
 *
 * @param before numbers below this one
 * @param limit how many at most
 */
record Paging(long before, int limit) {
    private static final int USUAL = 50;

    static Paging of(Call call) {
        String before = call.query().get("before");
        return new Paging(before == null ? Long.MAX_VALUE : Long.parseLong(before), limit(call, USUAL));
    }

    /** How many at most; when it is not said, this many. */
    static int limit(Call call, int usual) {
        String limit = call.query().get("limit");
        return limit == null ? usual : Integer.parseInt(limit);
    }
}
