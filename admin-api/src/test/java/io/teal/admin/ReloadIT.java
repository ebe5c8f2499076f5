package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.tls.CertificateFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are read again because somebody asks for it. */
class ReloadIT {
    @TempDir
    private Path directory;

    private CertificateAuthority authority;
    private CertificateFiles first;
    private CertificateFiles second;
    private CertificateFiles inUse;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        authority = CertificateAuthority.in(directory.resolve("tls"));
        first = authority.issue("first", "dns:localhost,dns:chat.example.org,ip:127.0.0.1");
        second = authority.issue("second", "dns:localhost,ip:127.0.0.1");
        inUse = new CertificateFiles(directory.resolve("cert.pem"), directory.resolve("key.pem"));
        use(first);
        rig = new AdminRig(
                directory.resolve("store"),
                Routings.two(),
                new GatewayConfig.Listener("public", "127.0.0.1", 0, new GatewayConfig.Tls(List.of(inUse), null)));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void use(CertificateFiles files) throws Exception {
        Files.copy(files.certificate(), inUse.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(files.key(), inUse.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private Reply reload() throws Exception {
        return rig.post("/api/v1/reload", "\"1\"", "{}");
    }

    /** The common name of what a new client is shown. */
    private String shown() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(authority.context(null)).build()) {
            URI uri = URI.create("https://127.0.0.1:" + rig.gateway().ports().get("public") + "/");
            var session = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .sslSession()
                    .orElseThrow();
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void newOnesAreInUseAndTold() throws Exception {
        assertThat(shown()).isEqualTo("CN=first");
        Reply same = reload();
        assertThat(same.status()).isEqualTo(200);
        JsonNode certificate = same.json().get("certificates").get(0);
        assertThat(certificate.get("file").asText())
                .isEqualTo(inUse.certificate().toString());
        assertThat(certificate.get("names").toString()).isEqualTo("[\"chat.example.org\",\"localhost\"]");
        assertThat(certificate.get("not_after").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT.*Z");

        use(second);
        Reply changed = reload();

        assertThat(changed.json().get("changed").asInt()).isBetween(0, 1); // the watch may have been quicker
        assertThat(changed.json().get("certificates").get(0).get("names").toString())
                .isEqualTo("[\"localhost\"]");
        assertThat(shown()).isEqualTo("CN=second");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedAndTheOldOneStays() throws Exception {
        Files.copy(second.key(), inUse.key(), StandardCopyOption.REPLACE_EXISTING);

        Reply refused = reload();

        assertThat(refused.problem()).isEqualTo("422 invalid");
        assertThat(refused.detail())
                .startsWith(inUse.key() + " is not the key of the certificate in " + inUse.certificate())
                .endsWith("the certificates before stay in use");
        assertThat(shown()).isEqualTo("CN=first");
        String audit = rig.get("/api/v1/audit?limit=5").text();
        assertThat(audit).contains("/api/v1/reload", "\"status\":422");
    }
}
