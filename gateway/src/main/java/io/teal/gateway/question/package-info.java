/**
 * Reads a question out of a request: which answer it asks for, so that all who ask the same can share one, or why its answer is
 * nobody else's; and which requests change what is known.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.question;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
