/**
 * Keeps an answer as it came and tells it again: cut into its events, with fresh ids and times, streamed or in one piece as
 * the client asked.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.replay;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
