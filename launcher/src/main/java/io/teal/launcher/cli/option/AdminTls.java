package io.teal.launcher.cli.option;

import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.CertificateFiles;
import io.teal.gateway.tls.Certificates;
import io.teal.gateway.tls.Trust;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** How TLS is spoken to an admin API. */
final class AdminTls {
    private AdminTls() {}

    /**
     * Reads PEM files. Blocks.
     *
     * @param ca of those who are trusted; null for whom the Java runtime trusts
     * @param certificate to show; null for none
     * @param key of the certificate
     * @return null when no file is given
     * @throws CertificateException when one cannot be used
     */
    static @Nullable SSLContext context(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key)
            throws CertificateException {
        if ((certificate == null) != (key == null)) {
            throw new CertificateException("a certificate needs its key and a key its certificate: --cert and --key");
        }
        if (ca == null && certificate == null) {
            return null;
        }
        TrustManager[] trust = ca == null ? null : new TrustManager[] {Trust.read(ca)};
        KeyManager[] keys = certificate == null || key == null
                ? null
                : new KeyManager[] {
                    Certificates.read(List.of(new CertificateFiles(certificate, key)))
                            .keys()
                };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
