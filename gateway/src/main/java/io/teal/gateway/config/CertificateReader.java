package io.teal.gateway.config;

import io.teal.gateway.config.text.Section;
import io.teal.gateway.config.text.Value;
import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.CertificateFiles;
import io.teal.gateway.tls.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads {@code certificate} and {@code key}, and looks whether the files can be used. */
final class CertificateReader {
    private final PathReader paths;

    CertificateReader(PathReader paths) {
        this.paths = paths;
    }

    @Nullable CertificateFiles read(Section section) {
        Path certificate = paths.requiredFile(section, "certificate");
        Path key = paths.requiredFile(section, "key");
        Value place = section.value("certificate");
        if (certificate == null || key == null || place == null) {
            return null;
        }
        CertificateFiles files = new CertificateFiles(certificate, key);
        if (Files.isReadable(certificate) && Files.isReadable(key)) {
            check(files, place);
        }
        return files;
    }

    private static void check(CertificateFiles files, Value place) {
        try {
            Instant end = Certificates.check(files);
            if (end.isBefore(Instant.now())) {
                place.warn("the certificate expired at " + end + ": clients will refuse it");
            }
        } catch (CertificateException e) {
            place.wrong("files that cannot be used: " + e.getMessage(), "a certificate and its key, both PEM");
        }
    }
}
