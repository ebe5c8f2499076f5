/**
 * The connections to servers: kept, opened and dropped on one event loop, each with a strict reader of what the server sends in
 * front of the lenient decoder. Decides nothing about attempts.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.origin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
