/**
 * What can go wrong on purpose: the {@linkplain io.teal.simulator.fault.Fault kinds}, the
 * {@linkplain io.teal.simulator.fault.Faults switches} of one instance, and the
 * {@linkplain io.teal.simulator.fault.FaultSet choice} made for one request. It names and chooses; what a fault does is
 * written where it happens.
 */
@NullMarked
@CheckReturnValue
package io.teal.simulator.fault;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
