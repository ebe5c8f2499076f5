package io.teal.admin.security.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets with TLS that trust certificates of our choice. JNDI takes a factory by the name of its class alone and asks that
 * for an object, on the thread that connects: so the thread carries what to trust while it works. Public for JNDI.
 */
public final class TrustedSockets extends SocketFactory {
    private static final ThreadLocal<@Nullable SSLSocketFactory> TRUSTED = new ThreadLocal<>();

    private final SSLSocketFactory trusted;

    private TrustedSockets(SSLSocketFactory trusted) {
        this.trusted = trusted;
    }

    /** For JNDI: what this thread trusts at present. */
    public static SocketFactory getDefault() {
        return new TrustedSockets(Objects.requireNonNull(TRUSTED.get(), "JNDI connects on the thread that asks"));
    }

    /** Works with sockets that trust. */
    static <T> T with(SSLSocketFactory trusted, Callable<T> work) throws Exception {
        TRUSTED.set(trusted);
        try {
            return work.call();
        } finally {
            TRUSTED.remove();
        }
    }

    /**
     * Sockets that trust the certificates of a file and nothing else.
     *
     * @throws IllegalArgumentException when it cannot be read or has none
     */
    static SSLSocketFactory trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
            if (count == 0) {
                throw new IllegalArgumentException(pem + " has no certificate");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(pem + " cannot be read as certificates: " + e.getMessage(), e);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        return trusted.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return trusted.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return trusted.createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return trusted.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return trusted.createSocket(host, port, local, localPort);
    }
}
