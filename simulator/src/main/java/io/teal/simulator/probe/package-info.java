/**
 * Plain helpers below {@code /__fake/}, which no real instance has: echoes, byte streams, slow and broken answers,
 * WebSockets, the counters, and a remote control for the faults.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.probe;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
