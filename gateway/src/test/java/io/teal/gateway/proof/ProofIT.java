package io.teal.gateway.proof;

import static io.teal.gateway.testing.TestGateway.revision;
import static io.teal.gateway.testing.TestGateway.routing;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.Gateway;
import io.teal.gateway.config.ConfigFiles;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.testing.CertificateAuthority;
import io.teal.gateway.testing.DeafServer;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.tls.CertificateFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a listener of each kind asks itself what it serves. */
class ProofIT {
    private static final String WRONG = "not-the-key-of-this-process-not-the-key-of";

    @TempDir
    static Path folder;

    private static RecordingBackend server;
    private static Gateway gateway;
    private static Routing blue;
    private static long number = 1;

    @BeforeAll
    static void start() throws Exception {
        server = RecordingBackend.start();
        CertificateFiles files =
                CertificateAuthority.in(folder.resolve("authority")).issue("gateway", "dns:chat.example.org");
        Files.writeString(folder.resolve("gateway.yaml"), """
                listeners:
                  - {name: public, host: 0.0.0.0, port: 0}
                  - {name: secure, host: 127.0.0.1, port: 0, tls: {certificate: %s, key: %s}}
                  - {name: old, host: 127.0.0.1, port: 0, redirect_to_https: {port: 443}}
                event_loops: 2
                """.formatted(files.certificate(), files.key()));
        Files.writeString(folder.resolve("routing.yaml"), """
                services:
                  chat:
                    upstreams:
                      blue: {servers: ["%s"]}
                      green: {servers: ["%s"]}
                    traffic: {split: {blue: 100, green: 0}}
                routes:
                  - {name: all, match: {path: /}, service: chat, access: {allow: [192.0.2.1]}}
                """.formatted(server.address(), "127.0.0.1:1"));
        ConfigFiles.Loaded loaded = ConfigFiles.load(folder, Map.of());
        blue = loaded.routing();
        gateway = Gateway.start(loaded.gateway(), revision(number, blue)).await(20, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        Void unused = gateway.close(Duration.ZERO).await(20, TimeUnit.SECONDS);
        server.close();
    }

    @BeforeEach
    void begin() {
        Revision unused = publish(blue);
    }

    private static Revision publish(Routing routing) {
        Revision next = revision(++number, routing);
        gateway.publish(next);
        return next;
    }

    private static Routing weights(Map<String, Integer> weights) {
        var chat = blue.services().get("chat");
        return blue.with(chat.withTraffic(chat.traffic().withSplit(weights)));
    }

    private static Proof prove(Revision revision) throws Exception {
        return gateway.prove(revision, Routing.EMPTY).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static HttpResponse<String> send(String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.ports().get("public") + "/"))
                .header(ProofKey.FIELD.toString(), key)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    /** The route lets in nobody from here, and one server cannot be reached: neither is any business of the proof. */
    @Test
    void whatIsInEffectIsProvenThroughPlainListenersAndThoseWithTls() throws Exception {
        long ended = gateway.stats().total();
        int recent = gateway.recent().newest(10).size();
        Revision green = publish(weights(Map.of("green", 100)));

        assertThat(prove(green)).isEqualTo(Proof.held(green.number()));
        assertThat(server.requests()).isEmpty();
        assertThat(gateway.recent().newest(10)).hasSize(recent);
        assertThat(gateway.stats().total()).isEqualTo(ended);
        assertThat(gateway.stats().inProgress()).isZero();
    }

    @Test
    void aRevisionThatIsNotInEffectIsNotProven() throws Exception {
        Revision never = revision(number + 1, weights(Map.of("green", 100)));

        assertThat(prove(never).problem())
                .contains("listener public answered by revision " + number)
                .contains("listener secure answered by revision " + number)
                .doesNotContain("old");
    }

    @Test
    void aColourThatTheSplitDoesNotAllowIsNoProof() throws Exception {
        Revision said = revision(number, weights(Map.of("green", 100)));

        assertThat(prove(said).problem()).contains("listener secure sends service chat to blue");
    }

    @Test
    void withAWrongKeyARequestIsAnOrdinaryOne() throws Exception {
        long ended = gateway.stats().total();

        HttpResponse<String> answer = send(WRONG);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().map()).doesNotContainKey("x-teal-service");
        assertThat(gateway.stats().total()).isEqualTo(ended + 1);
    }

    /** One listener that nobody can connect to does not keep the others from being asked. */
    @Test
    void aListenerThatAcceptsNothingIsNamed() throws Exception {
        try (DeafServer deaf = new DeafServer();
                Prover prover = new Prover(
                        gateway.vertx(),
                        gateway.vertx().getOrCreateContext(),
                        ProofKey.random(),
                        List.of(
                                Door.of("public", "0.0.0.0", gateway.ports().get("public"), false),
                                Door.of("deaf", "127.0.0.1", deaf.port(), false)),
                        gateway::explain)) {
            Proof proof = prover.prove(gateway.revision(), Routing.EMPTY)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertThat(proof.problem())
                    .as("the key is another process's, so that the gateway takes it for a client")
                    .contains("listener public was answered by somebody else, with status 403")
                    .contains("listener deaf");
        }
    }
}
