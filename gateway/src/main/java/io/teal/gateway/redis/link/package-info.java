/**
 * The connections to Redis themselves: where it is, what opens them, what can be asked on them, and what is wrong when that
 * fails, in words.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.redis.link;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
