/**
 * What a route to a service does with a request: which colour it goes to, whether its client may, whether the answer is there
 * already or on its way to somebody else, and only then {@link io.teal.gateway.forward}. Runs on the event loop of the request;
 * a {@code Flight} is read from others as well.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.serve;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
