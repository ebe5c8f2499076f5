package io.teal.benchmarks.race;

import io.teal.benchmarks.figure.Results;
import io.teal.benchmarks.row.Row;

/**
 * What came of a row.
 *
 * @param others how much of all processors other work took meanwhile, in percent
 * @param failure what went wrong; empty when nothing did
 */
record Outcome(Row row, Results results, double others, String failure) {
    boolean failed() {
        return !failure.isEmpty();
    }
}
