package io.teal.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The access log with real files, a real named pipe and a reader that is stopped. */
class AccessLogIT {
    private static final String LONG = "a".repeat(2_000);

    @TempDir
    Path directory;

    private final RecordingBackend server = RecordingBackend.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private TestGateway gateway(String settings) {
        return TestGateway.start(
                """
                services: {chat: {upstreams: {blue: {servers: [{address: "%s"}]}}}}
                routes:
                  - {name: all, match: {path: /chat}, service: chat}
                """.formatted(server.address()),
                "access_log: {path: " + directory.resolve("access.log") + ", " + settings + "}");
    }

    private static void ask(TestGateway gateway, int from, int to) throws IOException {
        try (PlainClient client = new PlainClient(gateway.port())) {
            for (int i = from; i < to; i++) {
                assertThat(client.get("/chat", "X-Request-ID: r-" + i, "User-Agent: " + LONG)
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    private static List<String> ids(String text) {
        assertThat(text).endsWith("}\n");
        List<String> ids = new ArrayList<>();
        for (String line : text.lines().toList()) {
            assertThat(line).startsWith("{\"time\":").endsWith("\"}");
            int at = line.indexOf("\"request_id\":\"") + 14;
            ids.add(line.substring(at, line.indexOf('"', at)));
        }
        return ids;
    }

    private static List<String> numbers(int from, int to) {
        return Stream.iterate(from, i -> i < to, i -> i + 1).map(i -> "r-" + i).toList();
    }

    @Test
    void rotationLosesNoLineAndCutsNone() throws Exception {
        try (TestGateway gateway = gateway("max_size: 64KiB, keep: 100")) {
            ask(gateway, 0, 300);
            await().until(() -> gateway.gateway().accessLog().written() == 300);
        }
        List<String> ids = new ArrayList<>();
        int files = 0;
        for (int i = 100; i >= 0; i--) {
            Path file = directory.resolve(i == 0 ? "access.log" : "access.log." + i);
            if (Files.exists(file)) {
                assertThat(Files.size(file)).isLessThanOrEqualTo(64 << 10);
                ids.addAll(ids(Files.readString(file)));
                files++;
            }
        }
        assertThat(files).isGreaterThan(9);
        assertThat(ids).isEqualTo(numbers(0, 300));
    }

    @Test
    void aFileThatWasRenamedIsMadeAnew() throws Exception {
        Path file = directory.resolve("access.log");
        Path renamed = directory.resolve("yesterday.log");
        try (TestGateway gateway = gateway("leave_out: [/health]")) {
            ask(gateway, 0, 10);
            await().until(() -> gateway.gateway().accessLog().written() == 10);
            Path unused = Files.move(file, renamed);
            ask(gateway, 10, 20);
            await().until(() -> gateway.gateway().accessLog().written() == 20);
            gateway.gateway().accessLog().reopen();
            await().until(() -> Files.exists(file) || ask1(gateway));
        }
        List<String> all = ids(Files.readString(renamed));
        assertThat(all).startsWith("r-0").contains("r-19");
        assertThat(ids(Files.readString(file))).isNotEmpty().allMatch(id -> id.startsWith("r-20"));
    }

    private static boolean ask1(TestGateway gateway) throws IOException {
        ask(gateway, 20, 21);
        return false;
    }

    @Test
    void whatIsLeftOutIsNotLogged() throws Exception {
        try (TestGateway gateway = gateway("leave_out: [/health]");
                PlainClient client = new PlainClient(gateway.port())) {
            assertThat(client.get("/health").status()).isEqualTo(404);
            ask(gateway, 0, 1);
            await().until(() -> gateway.gateway().accessLog().written() > 0);
        }
        assertThat(ids(Files.readString(directory.resolve("access.log")))).containsExactly("r-0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void questionsAreLoggedWhenThatIsAskedFor(boolean asked) throws Exception {
        try (Fleet fleet = Fleet.start(Instance.named("one"));
                TestGateway gateway = TestGateway.start(
                        """
                        services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                        routes:
                          - {name: all, match: {path: /}, service: chat, answers: chatchat, cache: {}}
                        """.formatted(fleet.server("one").address()),
                        "access_log: {path: " + directory.resolve("access.log")
                                + (asked ? ", questions: true}" : "}"));
                PlainClient client = new PlainClient(gateway.port())) {
            String body = "{\"query\":\"what of my pension\",\"kb_name\":\"hr_faq\",\"stream\":true}";
            assertThat(client.ask("POST", "/chat/kb_chat", body, "Content-Type: application/json")
                            .status())
                    .isEqualTo(200);
            await().until(() -> gateway.gateway().accessLog().written() > 0);
        }
        String line = Files.readString(directory.resolve("access.log"));
        if (asked) {
            assertThat(line).contains("\"question\":\"what of my pension\"");
        } else {
            assertThat(line).contains("\"path\":\"/chat/kb_chat\"").doesNotContain("question", "pension");
        }
    }

    @Test
    void aDiskThatStallsCostsLinesAndNoTime() throws Exception {
        // Given
        Path pipe = directory.resolve("access.log");
        Path read = directory.resolve("read.log");
        run("mkfifo", pipe.toString());
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(read.toFile())
                .start();
        try (TestGateway gateway = gateway("buffer: 64KiB")) {
            AccessLog log = gateway.gateway().accessLog();
            ask(gateway, 0, 20);
            await().until(() -> log.written() == 20);
            run("kill", "-STOP", String.valueOf(reader.pid()));

            // When
            long began = System.nanoTime();
            ask(gateway, 20, 520);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            await().until(() -> gateway.gateway().stats().inProgress() == 0);

            // Then
            assertThat(took).isLessThan(Duration.ofSeconds(15));
            assertThat(log.dropped()).isGreaterThan(200);
            long dropped = log.dropped();
            run("kill", "-CONT", String.valueOf(reader.pid()));
            await().until(() -> log.written() == 520 - dropped);
            ask(gateway, 520, 540);
            await().until(() -> log.written() == 540 - dropped);
            assertThat(log.dropped()).isEqualTo(dropped);
            await().until(() -> Files.readString(read).endsWith("}\n")
                    && ids(Files.readString(read)).size() == 540 - dropped);
            assertThat(ids(Files.readString(read)))
                    .doesNotHaveDuplicates()
                    .containsAll(numbers(0, 20))
                    .containsAll(numbers(520, 540));
        } finally {
            run("kill", "-CONT", String.valueOf(reader.pid()));
            reader.destroy();
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isIn(0, 1);
    }
}
