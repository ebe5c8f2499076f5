/** The rows of the race: each answers one question, with everybody in turn. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.row;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
