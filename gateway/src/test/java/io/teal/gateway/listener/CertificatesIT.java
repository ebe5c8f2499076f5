package io.teal.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.CertificateFiles;
import io.teal.gateway.tls.CertificateWatch;
import io.teal.gateway.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificate a client sees, and what a reload does to clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificatesIT {
    private static final int RELOADS = 50;
    private static final int CLIENTS = 2;
    private static final String REQUEST = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String ANSWER = "GET /a []";

    private CertificateFiles plain;
    private CertificateFiles exact;
    private CertificateFiles wild;
    private CertificateFiles rsa;

    private CertificateFiles inUse;
    private Certificates certificates;
    private TestServer server;

    @BeforeAll
    void make(@TempDir Path made) throws Exception {
        plain = TestCertificate.files(made, "plain", "EC", "localhost");
        exact = TestCertificate.files(made, "exact", "EC", "chat.example.org");
        wild = TestCertificate.files(made, "wild", "EC", "*.example.org");
        rsa = TestCertificate.files(made, "rsa", "RSA", "rsa.example.net");
    }

    @BeforeEach
    void open(@TempDir Path own) throws Exception {
        inUse = new CertificateFiles(own.resolve("cert.pem"), own.resolve("key.pem"));
        use(plain);
        certificates = Certificates.read(List.of(inUse, exact, wild, rsa));
        server = new TestServer(Messages.LIMITS, new TlsSpec(certificates, null), TestServer::echo);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, chat.example.org, exact",
        "TLSv1.3, CHAT.example.org, exact",
        "TLSv1.3, other.example.org, wild",
        "TLSv1.3, a.b.example.org, plain",
        "TLSv1.3, rsa.example.net, rsa",
        "TLSv1.3, unknown.example.com, plain",
        "TLSv1.3, , plain",
        "TLSv1.2, chat.example.org, exact",
        "TLSv1.2, rsa.example.net, rsa",
        "TLSv1.2, , plain",
    })
    void theNameThatIsAskedForChooses(String protocol, String host, String shown) throws Exception {
        try (SSLSocket socket = connect(protocol, host)) {
            assertThat(name(socket)).isEqualTo("CN=" + shown);
        }
    }

    @Test
    void reloadsDisturbNobody() throws Exception {
        // Given
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger handshakes = new AtomicInteger();
        AtomicInteger kept = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String protocol = i % 2 == 0 ? "TLSv1.3" : "TLSv1.2";
            clients.add(client(failures, over, handshakes, () -> {
                try (RawClient client = new RawClient(connect(protocol, null))) {
                    client.send(REQUEST).readUntil(ANSWER);
                }
            }));
            RawClient lasting = new RawClient(connect(protocol, null));
            clients.add(client(failures, over, kept, () -> lasting.send(REQUEST).readUntil(ANSWER)));
        }

        // When
        for (int i = 0; i < RELOADS; i++) {
            use(i % 2 == 0 ? exact : plain);
            assertThat(certificates.reload()).isTrue();
            try (SSLSocket socket = connect("TLSv1.3", null)) {
                assertThat(name(socket)).isEqualTo(i % 2 == 0 ? "CN=exact" : "CN=plain");
            }
        }
        int before = kept.get();
        await().until(() -> !failures.isEmpty() || kept.get() > before + CLIENTS * 10);
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }

        // Then
        assertThat(failures).isEmpty();
        assertThat(handshakes.get()).isGreaterThan(RELOADS);
    }

    @Test
    void aBrokenOneIsRefusedAndTheOldOneStays() throws Exception {
        Files.copy(exact.key(), inUse.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(certificates::reload)
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining(inUse.key() + " is not the key of the certificate in " + inUse.certificate());

        Files.copy(rsa.key(), inUse.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(certificates::reload).isInstanceOf(CertificateException.class);

        Files.copy(plain.key(), inUse.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(inUse.certificate(), "nothing of use");
        assertThatThrownBy(certificates::reload)
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining(inUse.certificate().toString());

        Files.delete(inUse.certificate());
        assertThatThrownBy(certificates::reload).hasMessage(inUse.certificate() + " does not exist");

        try (SSLSocket socket = connect("TLSv1.3", null)) {
            assertThat(name(socket)).isEqualTo("CN=plain");
        }
        use(plain);
        assertThat(certificates.reload()).isFalse();
    }

    @Test
    void filesThatChangeAreSeen() throws Exception {
        try (CertificateWatch watch = new CertificateWatch(Duration.ofMillis(20))) {
            watch.add(certificates);
            use(wild);
            await().untilAsserted(() -> {
                try (SSLSocket socket = connect("TLSv1.3", null)) {
                    assertThat(name(socket)).isEqualTo("CN=wild");
                }
            });
        }
    }

    /** By its bytes: the client of a JDK no longer offers it. */
    @Test
    void refusesTls11() throws Exception {
        String hello = "0302" + "00".repeat(32) + "00" + "0004c014c00a" + "0100";
        String handshake = "010000" + HexFormat.of().toHexDigits((byte) (hello.length() / 2)) + hello;
        String piece = "16030200" + HexFormat.of().toHexDigits((byte) (handshake.length() / 2)) + handshake;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(HexFormat.of().parseHex(piece));
            byte[] alert = socket.getInputStream().readNBytes(7);
            // A fatal alert: protocol_version (RFC 8446, 6.2).
            assertThat(alert).hasSize(7).startsWith(21).endsWith(0, 2, 2, 70);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Thread client(Queue<Throwable> failures, AtomicBoolean over, AtomicInteger count, Step step) {
        return Thread.ofPlatform().start(() -> {
            while (!over.get() && failures.isEmpty()) {
                try {
                    step.run();
                    count.incrementAndGet();
                } catch (Exception | AssertionError e) {
                    failures.add(e);
                }
            }
        });
    }

    private void use(CertificateFiles files) throws IOException {
        Files.copy(files.certificate(), inUse.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(files.key(), inUse.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLSocket connect(String protocol, String host) throws IOException, GeneralSecurityException {
        SSLSocket socket = (SSLSocket) TestCertificate.trustingAll()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        if (host != null) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String name(SSLSocket socket) throws IOException {
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }
}
