/** Where traces go: what {@code gateway.yaml} says of it. */
@NullMarked
@CheckReturnValue
package io.teal.gateway.config.tracing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
