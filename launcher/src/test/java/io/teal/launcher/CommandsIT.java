package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.launcher.cli.TealCommand;
import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A working day on the command line, against a gateway of its own. */
class CommandsIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String admin = "";

    @Test
    void whatIsSaidAgreesWithWhatIsDone(@TempDir Path directory) throws IOException {
        Path conf = TestConf.write(directory, "127.0.0.1:1", "127.0.0.1:2");
        try (TealProcess gateway = TealProcess.start(Map.of(), "run", "--conf", conf.toString())) {
            admin = gateway.find("admin API on (http://[^ ,]+)");

            assertThat(teal("status")).anyMatch(line -> line.startsWith("revision 1, initial by teal"));
            assertThat(teal("switch chat green --dry-run"))
                    .containsExactly(
                            "~ services.chat.traffic.split.blue: 100 -> 0",
                            "~ services.chat.traffic.split.green: 0 -> 100");
            assertThat(teal("switch chat green --wait --reason night"))
                    .satisfiesExactly(
                            made -> assertThat(made).isEqualTo("revision 2 serves: chat green 100 %"),
                            proven -> assertThat(proven)
                                    .matches(
                                            "in effect at 1 of 1 gateway after \\d+ m?s, proven through its listeners"));
            assertThat(teal("diff 2")).contains("~ services.chat.traffic.split.green: 0 -> 100");
            assertThat(teal("rollback --no-wait --idempotency-key once"))
                    .containsExactly("revision 3 serves: chat blue 100 %");
            assertThat(teal("rollback --no-wait --idempotency-key once --if-revision 2"))
                    .containsExactly("revision 3 serves: chat blue 100 %");
            assertThat(teal("history --limit 2"))
                    .anyMatch(line -> line.startsWith("*|3|") && line.contains("rollback to 1"))
                    .anyMatch(line -> line.startsWith("|2|") && line.endsWith("chat green 100 %|night"))
                    .contains("older ones: teal history --before 2");
            assertThat(teal("drain chat/blue/127.0.0.1:1"))
                    .containsExactly("chat/blue/127.0.0.1:1 is draining, 0 requests running");
            assertThat(teal("audit"))
                    .anyMatch(line ->
                            line.endsWith("POST /services/chat/switch?wait=all&timeout=10000ms|200, revision 2"))
                    .anyMatch(line -> line.endsWith(
                            "POST /services/chat/upstreams/blue/servers/127.0.0.1:1/drain|200," + " revision 3"));

            assertThat(teal("explain GET /chat/x -H X-User:7"))
                    .anyMatch(line -> line.contains("blue"))
                    .anyMatch(line -> line.contains("127.0.0.1:1") && line.contains("draining"));
            ask(gateway.find("revision 1 on (http://[^ ,]+)") + "/chat/x", "question-7");
            await().untilAsserted(() -> assertThat(teal("request question-7"))
                    .contains("outcome|rejected", "reason|no_server", "upstream|blue"));
            assertThat(teal("request")).anyMatch(line -> line.contains("question-7"));

            assertThat(run("rollback --if-revision 1")).isEqualTo(ExitCode.REFUSED);
            assertThat(err.toString())
                    .contains("meanwhile revision 2, switch by anonymous")
                    .contains(": night");
            assertThat(run("rollback 99 --dry-run")).isEqualTo(ExitCode.USAGE);
            assertThat(run("switch chat red")).isEqualTo(ExitCode.USAGE);
        }
    }

    private static void ask(String url, String id) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestProperty("X-Request-ID", id);
        assertThat(connection.getResponseCode()).isEqualTo(503);
        connection.disconnect();
    }

    /** Its lines, columns parted by bars. */
    private List<String> teal(String command) {
        out.getBuffer().setLength(0);
        assertThat(run(command)).as(() -> command + ": " + err).isZero();
        return out.toString().lines().map(line -> line.replaceAll(" {2,}", "|")).toList();
    }

    private int run(String command) {
        return TealCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Arrays.stream(command.split(" ", -1)), Stream.of("--admin=" + admin))
                        .toArray(String[]::new));
    }
}
