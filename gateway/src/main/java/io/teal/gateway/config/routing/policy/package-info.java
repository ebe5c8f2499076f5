/**
 * What a route may say of access, compression and fields, from located nodes to the model and back, and the tree that is written
 * on the way back.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.config.routing.policy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
