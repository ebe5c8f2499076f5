/**
 * The connections to servers: kept, opened and dropped on one event loop. HTTP/1.1 is spoken straight on the channel, and what a
 * server sends is read strictly; HTTP/2 is left to the client of Vert.x. Decides nothing about attempts.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.origin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
