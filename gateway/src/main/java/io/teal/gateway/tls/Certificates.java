package io.teal.gateway.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that are shown at one place. The first is shown to a client that names no host or one that no certificate is for.
 * Thread-safe; a handshake always sees either all of the old ones or all of the new ones.
 */
public final class Certificates implements Reloadable {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);

    /** A handshake asks for a key right after it has chosen; a set that was replaced so often is asked for no more. */
    private static final int KEPT = 16;

    private final List<CertificateFiles> files;
    private final Map<Integer, Choice> choices = new ConcurrentHashMap<>();
    private volatile Choice current;

    private Certificates(List<CertificateFiles> files, List<Identity> identities) {
        this.files = files;
        this.current = new Choice(0, identities);
        choices.put(0, current);
    }

    /**
     * Reads certificates. Blocks.
     *
     * @param files at least one
     * @throws CertificateException when one of them cannot be used
     */
    public static Certificates read(List<CertificateFiles> files) throws CertificateException {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
        List<CertificateFiles> copied = List.copyOf(files);
        return new Certificates(copied, identities(copied));
    }

    /**
     * Whether files have a certificate that could be shown. Blocks.
     *
     * @return when it expires
     * @throws CertificateException when they have not
     */
    public static Instant check(CertificateFiles files) throws CertificateException {
        return Identity.read(files).notAfter();
    }

    @Override
    @CanIgnoreReturnValue
    public synchronized boolean reload() throws CertificateException {
        List<Identity> identities = identities(files);
        Choice before = current;
        if (identities.equals(before.identities())) {
            return false;
        }
        Choice next = new Choice(before.generation() + 1, identities);
        choices.put(next.generation(), next);
        current = next;
        choices.remove(next.generation() - KEPT);
        return true;
    }

    @Override
    public List<Path> files() {
        return files.stream()
                .flatMap(one -> Stream.of(one.certificate(), one.key()))
                .toList();
    }

    @Override
    public List<CertificateInUse> inUse() {
        return current.identities().stream().map(CertificateInUse::of).toList();
    }

    /** What TLS asks at each handshake. */
    public X509ExtendedKeyManager keys() {
        return new Keys(() -> current, choices::get);
    }

    private static List<Identity> identities(List<CertificateFiles> files) throws CertificateException {
        List<Identity> identities = new ArrayList<>(files.size());
        for (CertificateFiles one : files) {
            Identity identity = Identity.read(one);
            Instant end = identity.notAfter();
            if (end.isBefore(Instant.now())) {
                // Of several, one that is over must not take the others away.
                log.warn("the certificate in {} expired at {}; clients will refuse it", one.certificate(), end);
            }
            identities.add(identity);
        }
        return List.copyOf(identities);
    }
}
