package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, failing to start, and ending. */
class RunIT {
    private static final Pattern CONTENT = Pattern.compile("\"content\": \"([^\"]*)\"");

    @TempDir
    private Path directory;

    @Test
    void aTakenPortIsNamedWithWhatToDo() throws IOException {
        Path conf = TestConf.write(directory, "127.0.0.1:1", "127.0.0.1:2");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            TealProcess listener = started(Map.of("TEAL_PORT", port), conf);
            assertThat(listener.exitCode()).isEqualTo(1);
            assertThat(listener.err()).contains("port " + port + " for listener public is taken", "TEAL_PORT");

            TealProcess admin = started(Map.of("TEAL_ADMIN_PORT", port), conf);
            assertThat(admin.exitCode()).isEqualTo(1);
            assertThat(admin.err()).contains("port " + port + " for the admin API is taken", "TEAL_ADMIN_PORT");
        }
    }

    @Test
    void everyProblemOfBothFilesIsTold() throws IOException {
        // Given
        Path conf = Files.createDirectories(directory.resolve("broken"));
        Path gateway =
                Files.writeString(conf.resolve("gateway.yaml"), "listeners: [{name: a, port: 99999}]\ntypo: 1\n");
        Path routing = Files.writeString(conf.resolve("routing.yaml"), """
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: "127.0.0.1:8001", weight: 0}]}
                routes:
                  - {name: chat, match: {path: /}, service: nowhere}
                """);
        // When
        TealProcess check = TealProcess.finished("check", "--conf", conf.toString());
        TealProcess run = TealProcess.finished("run", "--conf", conf.toString());
        // Then
        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.out()).contains(gateway + ":1:", "99999", gateway + ":2:", "typo", routing + ":4:", "weight");
        assertThat(check.err()).contains("problems");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(gateway + ":1:", routing + ":4:");
    }

    @Test
    void whatIsShippedIsGood() throws IOException {
        TealProcess check = TealProcess.finished("check");

        assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
        assertThat(check.out()).contains("is good: 1 listener, 1 service");
    }

    @Test
    void aDirectoryThatIsMissingIsNamed() throws IOException {
        TealProcess run =
                TealProcess.finished("run", "--conf", directory.resolve("none").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no directory " + directory.resolve("none"), "--conf DIR");
    }

    @Test
    void aStoreBelongsToOneProcess() throws IOException {
        Path conf = TestConf.write(directory, "127.0.0.1:1", "127.0.0.1:2");
        try (TealProcess first = started(Map.of(), conf)) {
            String unused = first.find("serves revision (1) on");

            TealProcess second = started(Map.of(), conf);

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains("store");
        }
    }

    @Test
    void onSigusr1TheAccessLogIsMadeAnew() throws Exception {
        Path conf = TestConf.write(directory, "127.0.0.1:1", "127.0.0.1:2");
        Path log = directory.resolve("access.log");
        String unusedText = Files.writeString(
                        conf.resolve("gateway.yaml"), "access_log: {path: ../access.log}\n", StandardOpenOption.APPEND)
                .toString();
        try (TealProcess teal = started(Map.of(), conf);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(teal.find("on (http://[^,]+), admin API") + "/before"))
                    .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(502);
            await().until(() -> Files.readString(log).contains("\"path\":\"/before\""));
            Path renamed = Files.move(log, directory.resolve("yesterday.log"));

            teal.reopenLog();

            HttpRequest after =
                    HttpRequest.newBuilder(request.uri().resolve("/after")).build();
            await().until(() -> client.send(after, BodyHandlers.discarding()).statusCode() == 502 && Files.exists(log));
            await().until(() -> Files.readString(log).contains("\"path\":\"/after\""));
            assertThat(Files.readString(log)).doesNotContain("/before");
            assertThat(Files.readString(renamed)).contains("/before");
            assertThat(teal.alive()).isTrue();
        }
    }

    @Test
    void onSigtermRunningAnswersFinish() throws Exception {
        Path conf;
        try (Fleet fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.scaled(0.3)));
                HttpClient client = HttpClient.newHttpClient()) {
            conf = TestConf.write(directory, fleet.server("blue-1").address(), "127.0.0.1:2");
            try (TealProcess teal = started(Map.of(), conf)) {
                String gateway = teal.find("on (http://[^,]+), admin API");
                HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/chat/kb_chat"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"query\":\"如何申请年假？\",\"kb_name\":\"samples\"}"))
                        .build();
                var response = client.send(request, BodyHandlers.ofInputStream());
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                    assertThat(lines.readLine()).startsWith("data:");

                    teal.terminate();

                    StringBuilder rest = new StringBuilder();
                    lines.lines().forEach(line -> {
                        Matcher content = CONTENT.matcher(line);
                        rest.append(content.find() ? content.group(1) : "");
                    });
                    assertThat(rest.toString()).endsWith("（blue-1，知识库版本 1）。");
                }
                assertThat(teal.exitCode()).isZero();
            }
        }
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        try (Fleet fleet = Fleet.start(Instance.named("blue-1").withTiming(Timing.scaled(10)));
                HttpClient client = HttpClient.newHttpClient()) {
            Path conf = TestConf.write(directory, fleet.server("blue-1").address(), "127.0.0.1:2");
            try (TealProcess teal = started(Map.of(), conf)) {
                String gateway = teal.find("on (http://[^,]+), admin API");
                HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/chat/kb_chat"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"query\":\"如何申请年假？\",\"kb_name\":\"samples\"}"))
                        .build();
                try (var body =
                        client.send(request, BodyHandlers.ofInputStream()).body()) {
                    teal.terminate();
                    String unused = teal.find("(ending)");
                    assertThat(teal.alive()).isTrue();
                    teal.interrupt();
                    assertThat(teal.exitCode()).isEqualTo(1);
                    assertThat(body).isNotNull();
                }
            }
        }
    }

    private static TealProcess started(Map<String, String> environment, Path conf) throws IOException {
        return TealProcess.start(environment, "run", "--conf", conf.toString());
    }
}
