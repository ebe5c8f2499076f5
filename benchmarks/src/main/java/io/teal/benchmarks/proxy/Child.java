package io.teal.benchmarks.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process that this one started and ends again: when closed, and when this process is ended by a signal. Its lines of
 * output are kept.
 */
public final class Child implements AutoCloseable {
    private static final int POLL_MILLIS = 20;
    private static final int START_SECONDS = 30;
    private static final int END_SECONDS = 10;

    private final Process process;
    private final String name;
    private final Runnable afterwards;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private final Thread atExit;

    private Child(Process process, String name, Runnable afterwards) {
        this.process = process;
        this.name = name;
        this.afterwards = afterwards;
        // Not a virtual one: reading from a process holds its carrier, and with one processor there are few.
        this.reader = Thread.ofPlatform().daemon().start(this::collect);
        this.atExit = new Thread(this::end);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts a command; variables of Teal's are not handed down.
     *
     * @param afterwards what is to be done once it has ended
     */
    static Child start(Path directory, List<String> command, Runnable afterwards) throws ProxyFailure {
        return start(directory, command, Map.of(), afterwards);
    }

    /**
     * Starts a command.
     *
     * @param environment variables that it gets besides those of this process; variables of Teal's are not handed down
     * @param afterwards what is to be done once it has ended
     */
    public static Child start(
            Path directory, List<String> command, Map<String, String> environment, Runnable afterwards)
            throws ProxyFailure {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("TEAL_") && !name.equals("TEAL_JAVA_HOME"));
        builder.environment().put("TEAL_NO_BUILD", "yes");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                return new Child(process, command.getFirst(), afterwards);
            } catch (IllegalStateException e) {
                Process unused = process.destroyForcibly();
                throw new ProxyFailure("this process is being ended", e);
            }
        } catch (IOException e) {
            throw new ProxyFailure(command.getFirst() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until it is ready.
     *
     * @throws ProxyFailure when it has ended or is not ready for long; nothing is left running then
     */
    public void await(BooleanSupplier ready) throws ProxyFailure, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!ready.getAsBoolean()) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                close();
                reader.join();
                throw new ProxyFailure(name + " did not come to serve: "
                        + (lines.isEmpty() ? "it said nothing" : String.join("; ", lines)));
            }
        }
    }

    /** The process itself, the first of its kind when it starts others. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What it has said so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for its own end and all it said. */
    public void awaitEnd() throws InterruptedException {
        int unused = process.waitFor();
        reader.join();
    }

    /** Waits for its own end and all it said, but not for longer than this; whether it has ended. */
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        return reader.join(Duration.ofSeconds(END_SECONDS));
    }

    /** SIGTERM, and SIGKILL for one that does not listen. */
    @Override
    public void close() {
        try {
            if (!Runtime.getRuntime().removeShutdownHook(atExit)) {
                return;
            }
        } catch (IllegalStateException e) {
            // This process is being ended: the hook does it.
            return;
        }
        end();
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                Process unused = process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Process unused = process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        afterwards.run();
    }

    private void collect() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(unreadable: " + e.getMessage() + ")");
        }
    }
}
