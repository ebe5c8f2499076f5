/**
 * The shape of {@code routing.yaml}: one reader for each part of it, from located nodes to the model, and the way back to
 * a canonical tree. Cross references are checked where the parts meet, in
 * {@link io.teal.gateway.config.routing.RoutingReader}.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.config.routing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
