/**
 * Whether a revision is in effect, as a client would see it: the gateway asks itself through each of its own listeners. Such a
 * request takes the way of every other one as far as the choice of the upstream, and is answered there.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.proof;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
