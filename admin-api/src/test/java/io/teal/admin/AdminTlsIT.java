package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.gateway.config.GatewayConfig;
import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.tls.CertificateFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An admin API that lets in by certificate. */
class AdminTlsIT {
    @TempDir
    private Path directory;

    private static int status(AdminRig rig, SSLContext context) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            URI uri = URI.create("https://127.0.0.1:" + rig.api().port() + "/api/v1/routing");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void whoShowsNoCertificateOfTheAuthorityIsRefusedInTheHandshake() throws Exception {
        // Given
        CertificateAuthority authority = CertificateAuthority.in(directory.resolve("a"));
        CertificateAuthority other = CertificateAuthority.in(directory.resolve("b"));
        CertificateFiles server = authority.issue("server", "dns:localhost,ip:127.0.0.1");
        CertificateFiles ops = authority.issue("ops", "dns:ops");
        assertThat(ops.key()).isReadable();
        Path clients = Files.copy(authority.certificate(), directory.resolve("clients.pem"));
        GatewayConfig.Admin settings = new GatewayConfig.Admin(
                "127.0.0.1", 0, List.of(), null, null, new GatewayConfig.AdminTls(server, clients));
        AdminRig rig = new AdminRig(directory.resolve("store"), Routings.two(), settings);
        try {
            // Then
            assertThat(status(rig, authority.context("ops"))).isEqualTo(200);
            assertThatThrownBy(() -> status(rig, authority.context(null))).isInstanceOf(IOException.class);
            assertThat(rig.gateway().certificates().inUse()).singleElement().satisfies(one -> assertThat(one.file())
                    .isEqualTo(server.certificate()));

            // When others are let in
            Files.copy(other.certificate(), clients, StandardCopyOption.REPLACE_EXISTING);
            assertThat(rig.gateway().certificates().reload()).isBetween(0, 1);

            // Then
            assertThatThrownBy(() -> status(rig, authority.context("ops"))).isInstanceOf(IOException.class);
        } finally {
            rig.close();
        }
    }
}
