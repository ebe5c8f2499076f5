/**
 * The model of what goes where: services, their upstreams and servers, how traffic is divided, and the routes that lead
 * to them. A {@link io.teal.gateway.routing.Routing} is immutable, complete and comparable; it knows neither sockets nor
 * text formats.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.routing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
