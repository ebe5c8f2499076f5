package io.teal.gateway.tls;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a port agrees to in the handshake: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1 by ALPN. */
public final class ServerHandshake {
    /** Those with forward secrecy and authenticated encryption (RFC 9325, 4.2), and all of TLS 1.3. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private ServerHandshake() {}

    /**
     * Has a port speak TLS.
     *
     * @param certificates what it shows, asked at each handshake
     * @param clients whose certificates clients must show; null asks them for none
     */
    public static void configure(HttpServerOptions options, Certificates certificates, @Nullable Trust clients) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(KeyCertOptions.wrap(certificates.keys()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        CIPHERS.forEach(options::addEnabledCipherSuite);
        if (clients != null) {
            options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(TrustOptions.wrap(clients));
        }
    }
}
