/**
 * Answers that were given before, kept for others who ask the same: in memory, and in Redis for other gateways and for after a
 * restart. {@link io.teal.gateway.cache.AnswerCache} finds and keeps them; what is asked and how often it was found is counted
 * beside.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.cache;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
