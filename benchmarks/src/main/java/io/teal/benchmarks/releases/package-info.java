/**
 * Simulated releases: the rules by which a release goes on and is taken back, in virtual time, on colours that are good or bad in a
 * known way. {@link io.teal.benchmarks.releases.Releases} is the command.
 */
@NullMarked
package io.teal.benchmarks.releases;

import org.jspecify.annotations.NullMarked;
