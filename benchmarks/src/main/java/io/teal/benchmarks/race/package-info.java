/** The race of Teal, nginx and HAProxy on one machine in one run: the command and what it says. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.race;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
