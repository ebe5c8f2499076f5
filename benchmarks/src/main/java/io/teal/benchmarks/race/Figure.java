package io.teal.benchmarks.race;

import io.teal.benchmarks.contest.Kind;

/**
 * What one contestant did in one round.
 *
 * @param name with the unit
 */
record Figure(String name, Kind kind, double value) {}
