package io.teal.benchmarks.tool;

import io.teal.benchmarks.proxy.Child;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.proxy.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Load without a pause on kept connections, by wrk in one thread. Every answer is checked; one wrong answer is a failure. */
public final class Wrk {
    private static final Duration GRACE = Duration.ofSeconds(20);
    /** What the script says when answers begin to count. */
    private static final String SETTLED = "settled";

    private static final long LOOK_NANOS = 500_000;

    private final String command;
    private final Cores cores;

    /**
     * Load by this tool.
     *
     * @param command {@code wrk}, or its path
     */
    public Wrk(String command, Cores cores) {
        this.command = command;
        this.cores = cores;
    }

    /**
     * Makes load and returns when it is over.
     *
     * @param time in whole seconds
     * @throws WrongAnswers when an answer was wrong or a connection broke
     */
    public WrkResult run(Target target, int connections, Duration time)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        try (Running running = start(target, connections, Duration.ZERO, time)) {
            return running.result();
        }
    }

    /**
     * Begins to make load.
     *
     * @param settle how long answers are looked at but not counted, for connections to be made
     * @param time all of it, in whole seconds
     */
    public Running start(Target target, int connections, Duration settle, Duration time) throws ProxyFailure {
        Scratch scratch = Scratch.inMemory("wrk");
        try {
            scratch.write("check.lua", script(target, settle));
            List<String> line = List.of(
                    command,
                    "-t1",
                    "-c" + connections,
                    "-d" + Math.max(1, time.toSeconds()) + "s",
                    "--timeout",
                    "10s",
                    "-s",
                    scratch.path().resolve("check.lua").toString(),
                    "http://127.0.0.1:" + target.port()
                            + target.requests().getFirst().path());
            Child child = Child.start(scratch.path(), cores.forOthers(line), Map.of(), scratch::close);
            return new Running(child, System.nanoTime() + time.plus(GRACE).toNanos());
        } catch (ProxyFailure | RuntimeException e) {
            scratch.close();
            throw e;
        }
    }

    /** Load that is being made. Closing it ends it. */
    public static final class Running implements AutoCloseable {
        private final Child child;
        private final long deadline;

        private Running(Child child, long deadline) {
            this.child = child;
            this.deadline = deadline;
        }

        /** Returns when answers begin to count, or when it has come to its end without any. */
        public void awaitSettled() {
            while (!child.lines().contains(SETTLED) && child.handle().isAlive() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }

        /**
         * Returns when it is over.
         *
         * @throws WrongAnswers when an answer was wrong or a connection broke
         */
        public WrkResult result() throws WrongAnswers, InterruptedException {
            if (!child.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                throw new WrongAnswers("wrk did not come to an end");
            }
            return WrkResult.parse(child.lines()).checked();
        }

        @Override
        public void close() {
            child.close();
        }
    }

    static String script(Target target, Duration settle) {
        StringBuilder text = new StringBuilder("local requests = {\n");
        for (Request request : target.requests()) {
            text.append("  {")
                    .append(quoted(request.method()))
                    .append(", ")
                    .append(quoted(request.path()))
                    .append(request.body().isEmpty() ? "" : ", " + quoted(request.body()))
                    .append("},\n");
        }
        text.append("}\nlocal lengths = {");
        TreeSet<Integer> lengths = new TreeSet<>();
        target.requests().forEach(request -> lengths.add(request.length()));
        lengths.forEach(length -> text.append('[').append(length).append("] = true, "));
        text.append("}\n");
        int colon = target.field().indexOf(": ");
        text.append("local field, value = ")
                .append(colon < 0 ? "nil" : quoted(target.field().substring(0, colon)))
                .append(", ")
                .append(colon < 0 ? "nil" : quoted(target.field().substring(colon + 2)))
                .append("\nlocal settle = ")
                .append(settle.toNanos() / 1000)
                .append('\n');
        return text.append(check()).toString();
    }

    /** A string of Lua, byte by byte where it is not plain ASCII. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b < ' ' || b == '"' || b == '\\') {
                quoted.append(String.format(Locale.ROOT, "\\%03d", b & 0xff));
            } else {
                quoted.append((char) b);
            }
        }
        return quoted.append('"').toString();
    }

    private static String check() {
        try (InputStream in = Objects.requireNonNull(Wrk.class.getResourceAsStream("check.lua"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
