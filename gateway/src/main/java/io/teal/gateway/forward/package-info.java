/**
 * Carries a request to a server and the answer back: attempts and when to make another, connections, clocks, what headers
 * may pass, bodies both ways with backpressure, WebSocket tunnels. Everything here runs on the event loop of the client's
 * connection, the connection to the server included.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.forward;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
