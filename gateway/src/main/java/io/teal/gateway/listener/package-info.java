/**
 * Ports, TLS, protocol limits, strict request framing and graceful close.
 *
 * <p>{@link io.teal.gateway.listener.Listeners} makes the Vert.x instance and opens the ports. On every HTTP/1.1
 * connection a {@link io.teal.gateway.listener.RequestGuard} stands in front of the HTTP decoder: it holds a message head
 * until it is complete, checks it byte by byte against RFC 9112 and follows the body, so that two readers of one byte
 * stream can never see two different requests. HTTP/2 has its framing built in; there only the fields of a request are
 * checked, stream by stream. This package knows nothing of routes or servers behind.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.listener;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
