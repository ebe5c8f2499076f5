/** The proxies of the race, each set up to do the same, and the servers behind them. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.contest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
