/** What measures: load, the processor time of processes, the cores they run on, and the table that shows it. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.tool;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
