/** The published load test asked by JMeter: its plan is run through nginx and through Teal, and its samples are counted. */
@NullMarked
@CheckReturnValue
package io.teal.benchmarks.jmeter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
