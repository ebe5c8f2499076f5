package io.teal.gateway.tls;

import java.nio.file.Path;
import java.util.List;

/** What was read from files that may change. Thread-safe. */
public interface Reloadable {
    /** The files, which may be others later. */
    List<Path> files();

    /**
     * Reads them again. New handshakes use what they have; connections that stand go on. Blocks.
     *
     * @return whether something has changed
     * @throws CertificateException when one cannot be used; then nothing has changed
     */
    boolean reload() throws CertificateException;

    /** The certificates that are shown to others. */
    List<CertificateInUse> inUse();
}
