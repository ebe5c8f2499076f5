package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RealRedis;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis behind a pipe that speaks TLS for it, with a certificate for localhost that nobody signed but itself. */
class RedisTlsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    @TempDir
    static Path certificates;

    private static Path store;
    private static Path ca;

    private Vertx vertx;
    private RedisLog log;
    private RealRedis server;
    private NetServer pipe;
    private Redis redis;

    @BeforeAll
    static void makeCertificate() throws Exception {
        store = certificates.resolve("test.p12");
        ca = certificates.resolve("ca.pem");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        keytool("-exportcert", "-rfc", "-file", ca.toString());
    }

    @BeforeEach
    void start() throws Exception {
        log = new RedisLog();
        vertx = Vertx.vertx();
        server = RealRedis.start(folder);
        NetClient client = vertx.createNetClient();
        pipe = vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(store.toString()).setPassword(PASSWORD)))
                .connectHandler(front -> {
                    front.pause();
                    var unused = client.connect(server.port(), "127.0.0.1").onSuccess(back -> join(front, back));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static void join(NetSocket front, NetSocket back) {
        front.handler(back::write).closeHandler(closed -> back.close());
        back.handler(front::write).closeHandler(closed -> front.close());
        front.resume();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias", "test", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        log.close();
    }

    private void open(String url, @Nullable Path trusted) {
        redis = Redis.open(new RedisSettings(url, false, trusted, Duration.ofMillis(500)));
    }

    private String problem() {
        await().atMost(PATIENCE).until(() -> redis.status().problem() != null);
        assertThat(redis.usable()).isFalse();
        return String.valueOf(redis.status().problem());
    }

    @Test
    void commandsAndMessagesGoOverTls() throws Exception {
        server.setPassword("secret");
        byte[] value = "value".getBytes(StandardCharsets.UTF_8);
        Queue<String> messages = new ConcurrentLinkedQueue<>();

        open("rediss://:secret@localhost:" + pipe.actualPort() + "/3", ca);
        redis.subscribe("epochs", messages::add);

        await().atMost(PATIENCE).until(redis::usable);
        assertThat(redis.set("a", value, Duration.ofHours(1))
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS))
                .isTrue();
        assertThat(redis.get("a").toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isEqualTo(value);
        assertThat(redis.publish("epochs", "hello").toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isEqualTo(1);
        await().until(() -> List.copyOf(messages).equals(List.of("hello")));
        assertThat(server.ask("INFO", "keyspace")).contains("db3:keys=1");
    }

    @Test
    void aCertificateThatNobodyTrustedSignedIsRefused() {
        open("rediss://localhost:" + pipe.actualPort(), null);

        assertThat(problem())
                .startsWith("redis at localhost:" + pipe.actualPort() + " shows a certificate that is not trusted")
                .endsWith("set redis.ca to the certificate of who signed it");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        open("rediss://127.0.0.1:" + pipe.actualPort(), ca);

        assertThat(problem())
                .startsWith("redis at 127.0.0.1:" + pipe.actualPort() + " shows a certificate for another name")
                .endsWith("name the host in redis.url as its certificate does");
    }

    @Test
    void aFileThatIsNotThereIsNamedAndLeavesNoThreads() {
        open("rediss://localhost:" + pipe.actualPort(), folder.resolve("nothing.pem"));

        assertThat(problem()).contains("redis.ca", "nothing.pem");
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("lettuce-"));
    }

    @Test
    void aFileWithoutCertificatesIsNoneToTrust() throws IOException {
        open("rediss://localhost:" + pipe.actualPort(), Files.writeString(folder.resolve("odd.pem"), "nothing\n"));

        assertThat(problem()).startsWith("the certificates in the file that redis.ca names cannot be read: ");
    }

    @Test
    void oneThatSpeaksNoTlsIsTold() {
        open("rediss://localhost:" + server.port(), ca);

        assertThat(problem())
                .isEqualTo("redis does not answer within 2000 ms at localhost:" + server.port()
                        + ", as one does that speaks no TLS (redis:// in redis.url); answers are kept in memory only"
                        + " until it does");
    }

    @Test
    void oneThatSpeaksOnlyTlsIsTold() {
        open("redis://localhost:" + pipe.actualPort(), null);

        assertThat(problem())
                .isEqualTo("redis cannot be reached at localhost:" + pipe.actualPort()
                        + ": it closes the connection at once, as one does that wants TLS (rediss:// in redis.url);"
                        + " answers are kept in memory only until it can");
    }
}
