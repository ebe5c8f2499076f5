/**
 * Carries a request to a server and the answer back: attempts and when to make another, connections, clocks, what headers
 * leave and come, bodies both ways with backpressure, WebSocket tunnels. Whom an answer is for is a
 * {@link io.teal.gateway.forward.Recipient}. Everything here runs on one event loop, that of the client's connection where there
 * is one, the connection to the server included.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.forward;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
