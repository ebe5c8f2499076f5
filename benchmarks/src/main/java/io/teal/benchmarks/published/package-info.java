/** The published load test of three Chatchat instances behind nginx, asked again with nginx and with Teal in between. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.published;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
