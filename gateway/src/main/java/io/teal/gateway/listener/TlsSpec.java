package io.teal.gateway.listener;

import java.nio.file.Path;

/**
 * The identity a listener shows in TLS 1.2 and 1.3, offering {@code h2} and {@code http/1.1} by ALPN.
 *
 * @param certificate PEM file with the certificate, followed by its chain
 * @param key PEM file with the private key in PKCS #8 or PKCS #1
 */
public record TlsSpec(Path certificate, Path key) {}
