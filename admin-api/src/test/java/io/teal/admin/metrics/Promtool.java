package io.teal.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that comes with Prometheus and says what is wrong with metrics, rules and configurations. */
final class Promtool {
    private Promtool() {}

    /**
     * What it said.
     *
     * @param exit 0 for nothing wrong
     */
    record Result(int exit, String said) {}

    /** Runs it: the one on the path, or the one that the property {@code promtool} names. */
    static Result run(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        String given = System.getProperty("promtool", "");
        command.add(given.isEmpty() ? "promtool" : given);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), said);
    }
}
