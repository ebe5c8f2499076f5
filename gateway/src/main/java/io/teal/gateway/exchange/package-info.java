/**
 * One request's life: from its head to its answer. A {@link io.teal.gateway.exchange.Dispatcher} on each event loop reads
 * the {@link io.teal.gateway.exchange.ActiveRouting} once, finds the {@link io.teal.gateway.exchange.RouteAction} and hands
 * it the {@link io.teal.gateway.exchange.Exchange}. What the actions do to reach a server is not known here.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.exchange;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
