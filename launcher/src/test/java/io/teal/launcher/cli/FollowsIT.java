package io.teal.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that follow what happens, where no person looks. */
class FollowsIT {
    private static final String EJECTED = """
            id: b00t-7
            event: ejected
            data: {"number":7,"kind":"ejected","at":"2026-01-01T00:00:00Z","service":"chat","upstream":"blue",
            data: "server":"127.0.0.1:8001","reason":"3 failures in 30 s"}

            """;
    private static final String REVISION = """
            : still here

            id: b00t-8
            event: revision
            data: {"at":"2026-01-01T00:00:01Z","revision":18,"reason":"switch by ops","unknown":[1]}

            """;

    private FakeAdmin admin;

    @BeforeEach
    void start() throws IOException {
        admin = new FakeAdmin();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "status --watch"})
    void everyEventIsALine(String command) {
        admin.send(EJECTED).send(REVISION);

        try (Running running = new Running((command + " --admin=" + admin.address()).split(" "))) {
            await().untilAsserted(() -> assertThat(running.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .matches("\\d\\d:00:00\\|ejected\\|chat/blue/127.0.0.1:8001: 3 failures in 30 s"),
                            line -> assertThat(line).matches("\\d\\d:00:01\\|revision\\|revision 18: switch by ops")));
        }
    }

    @Test
    void whatBreaksIsAskedForAgainFromWhereItBroke() {
        try (Running running = new Running("events", "--json", "--admin=" + admin.address())) {
            admin.send(EJECTED).send("").send(REVISION);

            await().untilAsserted(() -> assertThat(running.out()).contains("switch by ops"));

            assertThat(running.out()).startsWith("{\"number\":7,");
            assertThat(running.err()).contains("trying again every second").contains("listening again");
            assertThat(admin.asked()).extracting(FakeAdmin.Asked::lastEvent).containsExactly("null", "b00t-7");
        }
    }

    @Test
    void whoIsNotLetInIsToldSo() {
        admin.answer("GET /api/v1/events", 403, "{\"detail\":\"eyes is nobody\"}");

        Ran ran = Ran.teal("events", "--admin=" + admin.address());

        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err()).contains("eyes is nobody").contains("TEAL_TOKEN");
    }

    @Test
    void aTokenThatIsTakenAwayMeanwhileEndsIt() throws InterruptedException {
        try (Running running = new Running("events", "--admin=" + admin.address())) {
            await().until(() -> !admin.asked().isEmpty());

            admin.answer("GET /api/v1/events", 401, "{\"detail\":\"the token is unknown\"}")
                    .send("");

            await().untilAsserted(() -> assertThat(running.err()).contains("the token is unknown"));
            assertThat(running.exitCode()).isEqualTo(ExitCode.REFUSED);
        }
    }

    /** A command that goes on until it is interrupted. */
    private static final class Running implements AutoCloseable {
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final Thread thread;
        private volatile int exitCode = -1;

        Running(String... arguments) {
            thread = Thread.ofVirtual()
                    .start(() -> exitCode = TealCommand.commandLine()
                            .setOut(new PrintWriter(out, true))
                            .setErr(new PrintWriter(err, true))
                            .execute(arguments));
        }

        String out() {
            return out.toString();
        }

        String err() {
            return err.toString();
        }

        int exitCode() throws InterruptedException {
            thread.join();
            return exitCode;
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
