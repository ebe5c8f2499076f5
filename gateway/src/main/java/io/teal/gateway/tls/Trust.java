package io.teal.gateway.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom one trusts: whose certificates are signed by those in a file. Each handshake asks what the file had when it was last read. */
public final class Trust extends X509ExtendedTrustManager implements Reloadable {
    private final Path file;
    private volatile Trusted current;

    private record Trusted(List<X509Certificate> authorities, X509ExtendedTrustManager by) {}

    private Trust(Path file, Trusted current) {
        this.file = file;
        this.current = current;
    }

    /**
     * Reads them. Blocks.
     *
     * @param file PEM, one certificate or several
     * @throws CertificateException when it cannot be used
     */
    public static Trust read(Path file) throws CertificateException {
        return new Trust(file, trusted(file));
    }

    private static Trusted trusted(Path file) throws CertificateException {
        List<X509Certificate> authorities = Identity.chain(file, Identity.bytes(file));
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager by) {
                    return new Trusted(authorities, by);
                }
            }
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new CertificateException(file + " cannot be used: " + e.getMessage(), e);
        }
        throw new CertificateException(file + " cannot be used: this Java judges no certificates");
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    @CanIgnoreReturnValue
    public synchronized boolean reload() throws CertificateException {
        Trusted next = trusted(file);
        if (next.authorities().equals(current.authorities())) {
            return false;
        }
        current = next;
        return true;
    }

    @Override
    public List<CertificateInUse> inUse() {
        return List.of();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws java.security.cert.CertificateException {
        current.by().checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws java.security.cert.CertificateException {
        current.by().checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws java.security.cert.CertificateException {
        current.by().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws java.security.cert.CertificateException {
        current.by().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws java.security.cert.CertificateException {
        current.by().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws java.security.cert.CertificateException {
        current.by().checkServerTrusted(chain, type, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.by().getAcceptedIssuers();
    }
}
