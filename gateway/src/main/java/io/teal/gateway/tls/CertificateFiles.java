package io.teal.gateway.tls;

import java.nio.file.Path;

/**
 * Where a certificate and its key are kept.
 *
 * @param certificate PEM file with the certificate, followed by its chain
 * @param key PEM file with the private key in PKCS #8, PKCS #1 or SEC 1, without a password
 */
public record CertificateFiles(Path certificate, Path key) {}
