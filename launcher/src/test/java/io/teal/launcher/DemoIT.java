package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.launcher.demo.Question;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a newcomer meets it. */
class DemoIT {
    private static final String QUESTION = "如何申请年假？";

    private static TealProcess demo;
    private static String gateway = "";
    private static String admin = "";

    @BeforeAll
    static void start() throws IOException {
        demo = TealProcess.start(Map.of(), "demo", "--port", "0", "--admin-port", "0", "--backend-port", "0");
        gateway = demo.find("^gateway +(http://.*)$");
        admin = demo.find("^admin API +(http://.*)$");
        String unused = demo.find("(Serving), started in");
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @Test
    void aStreamArrivesEventByEvent() throws Exception {
        // Given
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/chat/kb_chat"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofString(
                        "{\"query\":\"%s\",\"kb_name\":\"samples\",\"stream\":true}".formatted(QUESTION)))
                .build();
        List<Long> arrivals = new ArrayList<>();
        // When
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(request, BodyHandlers.ofLines());
            response.body().filter(line -> line.startsWith("data:")).forEach(line -> arrivals.add(System.nanoTime()));
            assertThat(response.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        }
        // Then
        assertThat(arrivals).hasSizeGreaterThan(5);
        long apart = 0;
        for (int i = 1; i < arrivals.size(); i++) {
            apart += arrivals.get(i) - arrivals.get(i - 1) > 1_000_000 ? 1 : 0;
        }
        assertThat(apart).as("events that came later than the one before").isGreaterThan(arrivals.size() / 2);
    }

    @Test
    void whatIsAppliedSwitchedAndRolledBackServes() throws Exception {
        assertThat(Question.ask(gateway, QUESTION)).contains("blue-");

        TealProcess switched = teal("switch", "chat", "green", "--reason", "新模型");
        assertThat(switched.exitCode()).isZero();
        assertThat(switched.out().lines().toList().getFirst()).isEqualTo("revision 2 serves: chat green 100 %");
        assertThat(switched.out().lines().toList().getLast())
                .matches("in effect at 1 of 1 gateway after \\d+ ms, proven through its listeners");
        assertThat(Question.ask(gateway, QUESTION)).contains("green-1");

        assertThat(teal("rollback").exitCode()).isZero();
        assertThat(Question.ask(gateway, QUESTION)).contains("blue-");

        TealProcess late = teal("switch", "chat", "green", "--if-revision", "1");
        assertThat(late.exitCode()).isEqualTo(4);
        assertThat(late.err()).contains("meanwhile revision 3, rollback").contains("新模型");

        assertThat(teal("history").out()).contains("rollback to 1", "新模型", "initial");
        assertThat(teal("switch", "chat", "red").exitCode()).isEqualTo(2);
        assertThat(teal("switch", "nothing", "green").exitCode()).isEqualTo(2);
        assertThat(teal("rollback", "99").exitCode()).isEqualTo(2);
    }

    @Test
    void aServerIsDrainedAndResumed() throws Exception {
        Matcher blue = Pattern.compile("blue +100 % +([^ ]+:\\d+)")
                .matcher(teal("status").out());
        assertThat(blue.find()).isTrue();
        String server = "chat/blue/" + blue.group(1);

        assertThat(teal("drain", server).out()).startsWith(server + " is draining");
        assertThat(teal("status").out()).containsPattern(Pattern.quote(blue.group(1)) + " +draining");
        assertThat(teal("resume", server).out()).startsWith(server + " is up");
        assertThat(teal("drain", "chat/blue/127.0.0.1:1").exitCode()).isEqualTo(2);
    }

    @Test
    void aRoutingThatIsWrongIsRefusedWithItsLines(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(directory.resolve("routing.yaml"), "services: {}\nroutes: [{name: x, typo: 1}]\n");

        TealProcess applied = teal("apply", file.toString());

        assertThat(applied.exitCode()).isEqualTo(2);
        assertThat(applied.err()).contains(file + ":2:").contains("nothing was changed");
    }

    @Test
    void controlCLeavesNothingBehind(@TempDir Path temporary) throws Exception {
        // Given
        try (TealProcess other = TealProcess.start(
                Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary),
                "demo",
                "--port",
                "0",
                "--admin-port",
                "0",
                "--backend-port",
                "0")) {
            String unused = other.find("(Serving), started in");
            List<Integer> ports = new ArrayList<>();
            Matcher matcher = Pattern.compile("127\\.0\\.0\\.1:(\\d+)").matcher(other.out());
            while (matcher.find()) {
                ports.add(Integer.parseInt(matcher.group(1)));
            }
            assertThat(ports.stream().distinct()).hasSize(6);
            // When
            other.interrupt();
            // Then
            assertThat(other.exitCode()).isZero();
            for (int port : ports) {
                assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                        .isInstanceOf(ConnectException.class);
            }
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("teal")))
                        .isEmpty();
            }
        }
    }

    @Test
    void onceAnswersAndEnds() throws Exception {
        TealProcess once = TealProcess.finished("demo", "--once");

        assertThat(once.exitCode()).isZero();
        assertThat(once.out()).contains("blue-", "\nrevision 1 serves");
    }

    @Test
    void threeReleasesEndAsTheyShould() throws Exception {
        TealProcess show = TealProcess.finished("demo", "--release");

        assertThat(show.exitCode()).as(show.out()).isZero();
        assertThat(show.out())
                .containsSubsequence(
                        "1. Green is good",
                        "  done",
                        "2. The model of green is dead",
                        "  aborted",
                        "3. It comes back",
                        "  holding, step 1",
                        "  rolled back",
                        "questions were asked");
    }

    @Test
    void takenPortsAreNamedTogether() throws Exception {
        String port = gateway.substring(gateway.lastIndexOf(':') + 1);
        String adminPort = admin.substring(admin.lastIndexOf(':') + 1);

        TealProcess second =
                TealProcess.finished("demo", "--port", port, "--admin-port", adminPort, "--backend-port", "0");

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err())
                .contains("port " + port + " for the gateway (--port) is taken")
                .contains("port " + adminPort + " for the admin API (--admin-port) is taken")
                .contains("./teal demo --port");
    }

    private static TealProcess teal(String... arguments) throws IOException {
        TealProcess process = TealProcess.start(Map.of("TEAL_ADMIN", admin), arguments);
        process.exitCode();
        return process;
    }
}
