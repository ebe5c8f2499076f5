/** Parts of the policies of a route that stand for themselves: plain records, as the rest of the routing. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.routing.policy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
