package io.teal.benchmarks.race;

/**
 * What came of a row.
 *
 * @param failure what went wrong; empty when nothing did
 */
record Outcome(Row row, Results results, String failure) {
    boolean failed() {
        return !failure.isEmpty();
    }
}
