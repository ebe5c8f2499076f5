package io.teal.admin.http.contract;

/**
 * What in a request is not as described.
 *
 * @param in which part of the request it is in
 * @param where the parameter, or the keys in the body with dots between them; empty for the whole body
 * @param found what stands there, for people
 * @param expected what should
 */
public record Fault(Part in, String where, String found, String expected) {
    /** What is found where there should be nothing of that name. */
    static final String UNKNOWN_KEY = "an unknown key";

    /** Parts of a request. */
    public enum Part {
        PATH,
        QUERY,
        /** A query parameter that has to be there is not. */
        MISSING_QUERY,
        HEADER,
        BODY
    }

    /** {@code limit: found many, expected a whole number from 1 to 1000}. */
    @Override
    public String toString() {
        String what = found.equals(UNKNOWN_KEY) ? found : "found " + found;
        return (where.isEmpty() ? "" : where + ": ") + what + ", expected " + expected;
    }
}
