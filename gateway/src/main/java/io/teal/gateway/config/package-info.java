/**
 * Configuration from text to records. {@link io.teal.gateway.config.ConfigFiles} reads the static
 * {@link io.teal.gateway.config.GatewayConfig} and the first routing from a directory,
 * {@link io.teal.gateway.config.RoutingText} reads and writes routings alone. Everything wrong is reported at once, each
 * {@link io.teal.gateway.config.Problem} with its place, and a text with an error gives no record at all.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
