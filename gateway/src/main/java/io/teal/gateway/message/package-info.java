/**
 * A request as it goes on to a server: what is asked and by whom, its body, and which header fields pass in either direction.
 * Everything here runs on the event loop of the request.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.message;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
