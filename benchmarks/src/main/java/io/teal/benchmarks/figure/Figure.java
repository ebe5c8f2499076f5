package io.teal.benchmarks.figure;

import io.teal.benchmarks.contest.Kind;

/**
 * What one contestant did in one round.
 *
 * @param name with the unit
 */
public record Figure(String name, Kind kind, double value) {}
