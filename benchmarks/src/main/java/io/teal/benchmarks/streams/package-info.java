/** Thousands of event streams that stay open: what they cost a proxy, and how much later their events arrive. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.streams;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
