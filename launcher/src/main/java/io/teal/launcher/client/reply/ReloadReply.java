package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What came of reading the certificates again.
 *
 * @param changed how many listeners or upstreams have something new
 * @param certificates those in use now
 */
public record ReloadReply(int changed, List<CertificateReply> certificates) {
    public ReloadReply {
        certificates = Texts.orEmpty(certificates);
    }

    /** One of them; {@code notAfter} is in ISO 8601. */
    public record CertificateReply(
            String file,
            List<String> names,
            @JsonProperty("not_after") String notAfter) {
        public CertificateReply {
            file = Texts.orEmpty(file);
            names = Texts.orEmpty(names);
            notAfter = Texts.orEmpty(notAfter);
        }
    }
}
