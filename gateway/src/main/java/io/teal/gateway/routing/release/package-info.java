/**
 * Releases as data: the {@link io.teal.gateway.routing.release.Plan} that stands in a routing, and the
 * {@link io.teal.gateway.routing.release.Release} that follows one. A release is a part of the revision
 * ({@link io.teal.gateway.routing.Revision#releases}): where it stands and the weights it has set change in one step, and are kept,
 * agreed on and followed like everything else there. No clock, no effects.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.routing.release;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
