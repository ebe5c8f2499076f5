package io.teal.benchmarks.contest;

import java.nio.file.Path;

/**
 * What is run; commands or their paths.
 *
 * @param tree the top of the tree with the script {@code teal}; what runs is what was built there
 */
public record Programs(String nginx, String haproxy, String wrk, Path tree) {}
