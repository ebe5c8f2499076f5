package io.teal.gateway.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that is shown to others.
 *
 * @param file what it was read from
 * @param names the DNS names it is for, in alphabetical order
 * @param notAfter when it expires
 */
public record CertificateInUse(Path file, List<String> names, Instant notAfter) {
    public CertificateInUse {
        names = List.copyOf(names);
    }

    static CertificateInUse of(Identity identity) {
        return new CertificateInUse(
                identity.files().certificate(),
                identity.names().stream().sorted().toList(),
                identity.notAfter());
    }
}
