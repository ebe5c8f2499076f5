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

/** Load without a pause on kept connections, by wrk in one thread. Every answer is checked; one wrong answer is a failure. */
public final class Wrk {
    private static final Duration GRACE = Duration.ofSeconds(20);

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
     * @throws WrongAnswers when an answer was wrong or a connection broke
     */
    public WrkResult run(Target target, int connections, Duration time)
            throws WrongAnswers, ProxyFailure, InterruptedException {
        try (Scratch scratch = Scratch.inMemory("wrk")) {
            scratch.write("check.lua", script(target));
            List<String> line = List.of(
                    command,
                    "-t1",
                    "-c" + connections,
                    "-d" + Math.max(1, Math.round(time.toMillis() / 1000.0)) + "s",
                    "--timeout",
                    "10s",
                    "-s",
                    scratch.path().resolve("check.lua").toString(),
                    "http://127.0.0.1:" + target.port()
                            + target.requests().getFirst().path());
            try (Child child = Child.start(scratch.path(), cores.forOthers(line), Map.of(), () -> {})) {
                if (!child.awaitEnd(time.plus(GRACE))) {
                    throw new WrongAnswers("wrk did not come to an end");
                }
                return WrkResult.parse(child.lines()).checked();
            }
        }
    }

    static String script(Target target) {
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
