package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.tls.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that speaks TLS, and commands that speak TLS with it. */
class TlsIT {
    @TempDir
    private Path directory;

    private CertificateAuthority authority;
    private CertificateFiles ops;
    private Path conf;

    @BeforeEach
    void make() throws Exception {
        authority = CertificateAuthority.in(directory.resolve("authority"));
        ops = authority.issue("ops", "dns:ops.example.org");
        conf = TestConf.write(directory, "127.0.0.1:1", "127.0.0.1:2");
        use(authority.issue("first", "dns:localhost,ip:127.0.0.1"));
        Path unused = Files.writeString(conf.resolve("gateway.yaml"), """
                listeners: [{name: public, host: 127.0.0.1, port: 0, tls: {certificate: chain.pem, key: key.pem}}]
                admin:
                  host: 127.0.0.1
                  port: 0
                  tls: {certificate: chain.pem, key: key.pem, client_ca: %s}
                store: {directory: ../store}
                """.formatted(authority.certificate()));
    }

    private void use(CertificateFiles files) throws IOException {
        Path unusedChain =
                Files.copy(files.certificate(), conf.resolve("chain.pem"), StandardCopyOption.REPLACE_EXISTING);
        Path unusedKey = Files.copy(files.key(), conf.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    private TealProcess started() throws IOException {
        return TealProcess.start(Map.of(), "run", "--conf", conf.toString());
    }

    /** The name in the certificate of the listener. */
    private String shown(int port) throws Exception {
        SSLContext context = authority.context(null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    @Test
    void theCommandsShowWhoTheyAreAndReadCertificatesAgain() throws Exception {
        try (TealProcess teal = started()) {
            String admin = teal.find("admin API on (https://[^,]+)");
            List<String> who = List.of(
                    "--admin",
                    admin,
                    "--ca",
                    authority.certificate().toString(),
                    "--cert",
                    ops.certificate().toString(),
                    "--key",
                    ops.key().toString());

            TealProcess known = TealProcess.finished(command("reload", who));
            TealProcess unknown = TealProcess.finished(command("reload", who.subList(0, 4)));
            assertThat(Files.writeString(conf.resolve("key.pem"), "no key")).exists();
            TealProcess broken = TealProcess.finished(command("reload", who));

            assertThat(known.exitCode()).as(known.err()).isZero();
            assertThat(known.out()).contains("chain.pem", "localhost");
            assertThat(unknown.exitCode()).isNotZero();
            assertThat(unknown.err()).contains("--cert");
            assertThat(broken.exitCode()).isNotZero();
            assertThat(broken.err()).contains("key.pem");
            assertThat(shown(Integer.parseInt(teal.find("on https://[^:]+:([0-9]+), admin"))))
                    .isEqualTo("CN=first");
        }
    }

    @Test
    void onSighupCertificatesAreReadAgainAndNothingEnds() throws Exception {
        try (TealProcess teal = started()) {
            int port = Integer.parseInt(teal.find("on https://[^:]+:([0-9]+), admin"));
            assertThat(shown(port)).isEqualTo("CN=first");
            use(authority.issue("second", "dns:localhost,ip:127.0.0.1"));

            teal.reloadCertificates();

            await().until(() -> shown(port).equals("CN=second"));
            assertThat(teal.alive()).isTrue();
        }
    }

    private static String[] command(String name, List<String> options) {
        return Stream.concat(Stream.of(name), options.stream()).toArray(String[]::new);
    }
}
