/**
 * Simulated time: how long each stage of the work takes, and what has to wait for what. An instance has one event loop
 * that a probe can block ({@link io.teal.simulator.pace.VirtualLoop}) and a few places at its language model
 * ({@link io.teal.simulator.pace.Slots}). {@link io.teal.simulator.pace.Pace} has the times of a real instance at ease; an
 * {@link io.teal.simulator.pace.Overload} replaces them by what happens to one under load. All of it is arithmetic on
 * clocks and queues: no thread ever waits.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.pace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
