/**
 * Reads answers beside their way to the client, to know what the user sees: failures come with status 200 as events, as
 * bodies, or as nothing at all. Takes no part in passing the bytes on.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.answer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
