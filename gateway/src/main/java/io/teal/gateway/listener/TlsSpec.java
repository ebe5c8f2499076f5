package io.teal.gateway.listener;

import io.teal.gateway.tls.Certificates;
import org.jspecify.annotations.Nullable;

/**
 * How a listener speaks TLS: 1.2 and 1.3, offering {@code h2} and {@code http/1.1} by ALPN.
 *
 * @param certificates what it shows, asked at each handshake
 * @param hsts the value of Strict-Transport-Security (RFC 6797) in every answer, or null for none
 */
public record TlsSpec(Certificates certificates, @Nullable String hsts) {}
