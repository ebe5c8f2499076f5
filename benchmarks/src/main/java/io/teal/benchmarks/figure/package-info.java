/** What was measured, and what it should be. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.figure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
