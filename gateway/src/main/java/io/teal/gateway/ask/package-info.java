/**
 * Questions that are asked of one upstream without a client: by the gate of a release, and as shadows of what clients ask. They go
 * the way of all requests, through {@link io.teal.gateway.forward}; here are who takes their answers and what becomes of those.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.ask;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
