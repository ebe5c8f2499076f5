package io.teal.benchmarks.streams;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A process that was started here and is ended here, its children with it: what it says line by line, what it is told, and what it
 * uses of the machine. Linux only.
 */
final class Spawned implements AutoCloseable {
    private static final int KEPT_LINES = 10_000;
    private static final int END_SECONDS = 10;
    /** Of a second, as {@code /proc} counts time of processors, on every Linux there is. */
    private static final long TICK_MICROS = 10_000;

    private final Process process;
    private final String name;
    private final BufferedWriter input;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(KEPT_LINES);
    private final Thread atExit = new Thread(this::end);

    private Spawned(Process process, String name) {
        this.process = process;
        this.name = name;
        this.input = process.outputWriter();
        var unused = Thread.ofVirtual().start(this::collect);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a command. Of Teal's variables it gets those that say what runs it. */
    static Spawned start(String name, Path directory, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(key ->
                        key.startsWith("TEAL_") && !key.equals("TEAL_JAVA_HOME") && !key.equals("TEAL_JAVA_OPTS"));
        builder.environment().put("TEAL_NO_BUILD", "yes");
        return new Spawned(builder.start(), name);
    }

    /**
     * Waits for the next line that is like this, and drops those before it.
     *
     * @throws IOException when it ends or so many seconds pass without one
     */
    String line(Predicate<String> wanted, int seconds) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<String> others = new ArrayList<>();
        while (System.nanoTime() < deadline) {
            boolean isOver = !process.isAlive();
            String line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (line != null && wanted.test(line)) {
                return line;
            }
            if (line != null) {
                others.add(line);
            } else if (isOver) {
                break;
            }
        }
        throw new IOException(name + " did not do what it should: "
                + (others.isEmpty() ? "it said nothing" : String.join("; ", others)));
    }

    /** The lines it has said since the last that was waited for, the first of them. */
    List<String> said(int most) {
        return lines.stream().limit(most).toList();
    }

    /** Tells it a line. */
    void tell(String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** It and all that it has started and that goes on. */
    List<Long> pids() {
        try (Stream<ProcessHandle> children = process.descendants()) {
            return Stream.concat(Stream.of(process.toHandle()), children)
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }

    /** Time on processors since they began, of all of them together. */
    long cpuMicros() throws IOException {
        long ticks = 0;
        for (long pid : pids()) {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The name, in parentheses, may have spaces; the state, which is field 3, follows it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks * TICK_MICROS;
    }

    /** Time that threads of theirs could have run and had no processor, of all of them together: others were busy there. */
    long waitedMicros() throws IOException {
        long nanos = 0;
        for (long pid : pids()) {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
                for (Path task : tasks) {
                    nanos += waited(task);
                }
            }
        }
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    /** A thread may end meanwhile. */
    private static long waited(Path task) {
        try {
            String[] fields = Files.readString(task.resolve("schedstat")).split(" ", -1);
            return Long.parseLong(fields[1]);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Memory in use (VmRSS), of all of them together. */
    long residentBytes() throws IOException {
        long kib = 0;
        for (long pid : pids()) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    kib += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kib * 1024;
    }

    /** SIGTERM, and SIGKILL for what does not listen. */
    @Override
    public void close() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(atExit)) {
                end();
            }
        } catch (IllegalStateException e) {
            // This process is being ended: the hook does it.
            return;
        }
    }

    private void end() {
        List<ProcessHandle> all;
        try (Stream<ProcessHandle> children = process.descendants()) {
            all = Stream.concat(Stream.of(process.toHandle()), children).toList();
        }
        process.destroy();
        try {
            boolean unused = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (ProcessHandle each : all) {
            boolean unused = each.isAlive() && each.destroyForcibly();
        }
    }

    private void collect() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                boolean unused = lines.offer(line);
            }
        } catch (IOException e) {
            boolean unused = lines.offer("(unreadable: " + e.getMessage() + ")");
        }
    }
}
