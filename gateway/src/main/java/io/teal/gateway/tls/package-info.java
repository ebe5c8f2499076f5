/**
 * What is kept in files for TLS: who a listener, or the gateway before a server, says it is, and whom it trusts.
 *
 * <p>A {@link io.teal.gateway.tls.Certificates} or a {@link io.teal.gateway.tls.Trust} is asked at every handshake, and a reload
 * swaps one reference in it. So neither a port nor a connection is touched by a reload, and there is no moment without a
 * certificate.
 */
@NullMarked
@CheckReturnValue
package io.teal.gateway.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
