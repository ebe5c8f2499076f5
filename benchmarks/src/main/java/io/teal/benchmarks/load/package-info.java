/** People who ask and think in turns, each on a connection of their own, and what became of their questions. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
