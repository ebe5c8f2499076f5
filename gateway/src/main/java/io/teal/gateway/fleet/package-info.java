/**
 * What gateways that share a Redis do together: they know what the others have at the servers, an operator's word about a
 * server counts at all of them, and a client has its rate once. Each goes on alone while Redis is away; nothing here is waited
 * for by a request but the answer about its rate, and that for the command timeout at most.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.fleet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
