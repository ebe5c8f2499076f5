package io.teal.benchmarks.streams;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that measures event streams. Exit codes: 0 no stream failed, 1 one did, 2 it cannot be run. */
@Command(
        name = "streams",
        sortOptions = false,
        description = {
            "Measure what many open event streams cost nginx, HAProxy and Teal, one after the other, each on processor 0;"
                    + " load and backend are on the others.",
            "Exit code 0: no stream failed; 1: one did; 2: it cannot be run."
        })
public final class Streams implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int CANNOT_RUN = 2;
    private static final int OWN_SECONDS = 30;
    private static final int SAID_LINES = 5;
    private static final int SPARE_SECONDS = 15;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--streams", paramLabel = "N", defaultValue = "10000", description = "Open streams (10000).")
    private int streams;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Between two events of one (1s).")
    private String every = "1s";

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20", description = "How long is measured (20).")
    private int seconds;

    @Option(names = "--settle", paramLabel = "N", defaultValue = "10", description = "Seconds before that (10).")
    private int settle;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "1000", description = "Opened in a second (1000).")
    private int rate;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "How often; medians count (3).")
    private int rounds;

    @Option(names = "--only", split = ",", paramLabel = "WHO", description = "Some of ${COMPLETION-CANDIDATES}.")
    private List<Contestant> only = List.of(Contestant.values());

    @Option(names = "--quick", description = "1000 streams, one round.")
    private boolean quick;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    private boolean unusedHelp;

    private Streams() {}

    /** Measures and ends the process. The system property {@code teal.home} is the top of the tree. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Streams())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (quick) {
            streams = 1000;
            rounds = 1;
        }
        try {
            FileLimit limit = FileLimit.forStreams(streams);
            return measure(limit.prefix());
        } catch (IOException e) {
            say("streams: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    private int measure(List<String> files) throws IOException, InterruptedException {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        List<String> others = pinned(files, last < 2 ? Integer.toString(last) : "1-" + last);
        List<String> first = pinned(files, "0");
        Path tree = Path.of(System.getProperty("teal.home", ".")).toAbsolutePath();
        int everyMillis = every.endsWith("ms")
                ? Integer.parseInt(every.substring(0, every.length() - 2))
                : 1000 * Integer.parseInt(every.replace("s", ""));
        StreamRun run = new StreamRun(streams, everyMillis, rate, settle, seconds, SPARE_SECONDS, others);
        StreamTable table = new StreamTable();
        List<String> backendCommand = new ArrayList<>(others);
        backendCommand.addAll(StreamRun.java("StreamBackend"));
        try (Spawned backend = Spawned.start("the backend", Path.of("."), backendCommand)) {
            int port = Integer.parseInt(backend.line(line -> line.matches("\\d+"), OWN_SECONDS));
            for (int round = 0; round < rounds; round++) {
                StreamRun.Figures direct = run.measure(port, null, false);
                say("round " + (round + 1) + ": " + table.direct(direct));
                for (int i = 0; i < only.size(); i++) {
                    // Each has its turn in each place.
                    Contestant contestant = only.get((i + round) % only.size());
                    try (Contestant.Running proxy = contestant.start(tree, first, port, streams)) {
                        StreamRun.Figures figures = run.measure(proxy.port(), proxy.process(), contestant.isJava());
                        say("round " + (round + 1) + ": " + table.add(contestant, figures, direct));
                        if (figures.errors() > 0) {
                            proxy.process().said(SAID_LINES).forEach(line -> say("  it said: " + line));
                        }
                    }
                }
            }
        }
        spec.commandLine().getOut().println();
        spec.commandLine().getOut().print(table);
        spec.commandLine().getOut().flush();
        return table.errors() == 0 ? 0 : FAILED;
    }

    private static List<String> pinned(List<String> before, String processors) {
        List<String> all = new ArrayList<>(before);
        all.addAll(List.of("taskset", "-c", processors));
        return all;
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }

    /**
     * How many files processes that are started from here may have open.
     *
     * @param prefix what their commands begin with to have enough
     */
    private record FileLimit(List<String> prefix) {
        static FileLimit forStreams(int streams) throws IOException, InterruptedException {
            int needed = Contestant.filesFor(streams);
            String hard = "0";
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    hard = line.replaceFirst("^Max open files +\\S+ +(\\S+).*", "$1");
                }
            }
            if (hard.equals("unlimited") || Long.parseLong(hard) >= needed) {
                return new FileLimit(List.of("prlimit", "--nofile=" + needed + ":"));
            }
            List<String> raise = List.of("prlimit", "--nofile=" + needed + ":" + needed);
            List<String> trial = new ArrayList<>(raise);
            trial.add("true");
            if (new ProcessBuilder(trial).start().waitFor() == 0) {
                return new FileLimit(raise);
            }
            throw new IOException(streams + " streams need " + needed + " open files in one process, and " + hard
                    + " are the most here, which only the system's administrator can raise: sudo prlimit --pid $$ --nofile="
                    + needed + ":" + needed + " in this shell. Without that, --streams "
                    + (Integer.parseInt(hard) - 150) / 2 + " fits.");
        }
    }
}
