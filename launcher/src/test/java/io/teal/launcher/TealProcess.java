package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Teal as users start it: a process of its own, from what was packaged. Killed when closed. */
final class TealProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> out;
    private final List<String> err;
    private final CompletableFuture<Void> read;

    private TealProcess(Process process) {
        this.process = process;
        this.out = new CopyOnWriteArrayList<>();
        this.err = new CopyOnWriteArrayList<>();
        this.read = CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> collect(process.getInputStream(), out), TealProcess::thread),
                CompletableFuture.runAsync(() -> collect(process.getErrorStream(), err), TealProcess::thread));
    }

    private static void thread(Runnable work) {
        Thread.ofVirtual().start(work);
    }

    /** Top of the tree. */
    static Path tree() {
        return Path.of(System.getProperty("teal.tree"));
    }

    /** Starts a command with these variables besides those of this process that are not Teal's. */
    static TealProcess start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(interruptible());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(KeptClasses.ofTheBuild());
        command.addAll(List.of(
                "-Dteal.home=" + tree(),
                "-jar",
                tree().resolve("launcher/target/teal.jar").toString()));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    /** Starts any command in the top of the tree. */
    static TealProcess run(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(tree().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TEAL_"));
        builder.environment().putAll(environment);
        return new TealProcess(builder.start());
    }

    /** Runs a command to its end. */
    static TealProcess finished(String... arguments) throws IOException {
        TealProcess process = start(Map.of(), arguments);
        process.exitCode();
        return process;
    }

    /** A process that was started in the background by a shell ignores SIGINT; this undoes it where the system can. */
    private static List<String> interruptible() throws IOException {
        List<String> prefix = List.of("env", "--default-signal=INT");
        Process probe = new ProcessBuilder("env", "--default-signal=INT", "true")
                .redirectErrorStream(true)
                .start();
        return probe.onExit().join().exitValue() == 0 ? prefix : List.of();
    }

    /** The first group of the first line on stdout that has the pattern in it; waits for it. */
    String find(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> match(compiled), x -> !x.isEmpty());
    }

    private String match(Pattern pattern) {
        for (String line : out) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        assertThat(process.isAlive())
                .as("ended without saying %s: %s %s", pattern, out, err)
                .isTrue();
        return "";
    }

    /** Types a line. */
    void type(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    /** Ends the input. */
    void endInput() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
    }

    /** How many lines have come on stdout so far. */
    int lines() {
        return out.size();
    }

    /** Waits for a line on stdout with the pattern in it, after so many lines; returns it. */
    String findAfter(int lines, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            for (int i = lines; i < out.size(); i++) {
                                if (compiled.matcher(out.get(i)).find()) {
                                    return out.get(i);
                                }
                            }
                            assertThat(process.isAlive())
                                    .as("ended without saying %s: %s %s", pattern, out, err)
                                    .isTrue();
                            return "";
                        },
                        line -> !line.isEmpty());
    }

    /** Waits for the end. */
    @CanIgnoreReturnValue
    int exitCode() {
        int code = process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join()
                .exitValue();
        read.join();
        return code;
    }

    String out() {
        return String.join("\n", out);
    }

    String err() {
        return String.join("\n", err);
    }

    long pid() {
        return process.pid();
    }

    /** How long it has run on a processor so far, on all of them together. */
    Duration onProcessor() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Ctrl-C. */
    void interrupt() throws IOException {
        signal("-INT");
    }

    /** SIGTERM. Not {@link Process#destroy}, which also closes the streams. */
    void terminate() throws IOException {
        signal("-TERM");
    }

    /** SIGUSR1, an order to open the access log again. */
    void reopenLog() throws IOException {
        signal("-USR1");
    }

    /** SIGHUP, an order to read the certificates again. */
    void reloadCertificates() throws IOException {
        signal("-HUP");
    }

    /** SIGSTOP: it does nothing from now on, and nobody hears that it does not. */
    void freeze() throws IOException {
        signal("-STOP");
    }

    /** Lets it go on. */
    void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        assertThat(kill.onExit().join().exitValue()).isZero();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        Process unused = process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private static void collect(InputStream stream, List<String> lines) {
        try (BufferedReader reader =
                new BufferedReader(new java.io.InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(unreadable: " + e + ")");
        }
    }
}
