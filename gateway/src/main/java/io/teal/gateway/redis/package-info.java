/**
 * What gateways share through Redis: commands that never wait longer than their limit, and a breaker that spares everybody a
 * Redis that is slow, frozen, full of itself or gone.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.redis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
