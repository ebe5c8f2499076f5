/** What stands between the people and the instances in a comparison: real processes, started and ended here. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.proxy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
