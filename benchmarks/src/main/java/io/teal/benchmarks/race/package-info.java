/** The race of Teal, nginx and HAProxy on one machine in one run: what is measured in which rows, and what came of it. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.race;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
