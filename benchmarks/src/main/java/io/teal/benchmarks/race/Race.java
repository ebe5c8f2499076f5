package io.teal.benchmarks.race;

import io.teal.benchmarks.contest.Programs;
import io.teal.benchmarks.figure.Results;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.row.Arena;
import io.teal.benchmarks.row.Plan;
import io.teal.benchmarks.row.Row;
import io.teal.benchmarks.row.Rows;
import io.teal.benchmarks.tool.Cores;
import io.teal.benchmarks.tool.MachineLoad;
import io.teal.benchmarks.tool.WrongAnswers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/race}. Exit codes: 0 measured without an error, 1 wrong answers, 2 it cannot be run. */
@Command(
        name = "race",
        sortOptions = false,
        description = {
            "Measure Teal beside nginx and HAProxy on this machine: each alone on core 0 with one worker, load and servers",
            "on the other cores. The full race takes about a quarter of an hour.",
            "Exit code 0: all was measured and every answer was right, whether goals are met or not; 1: wrong answers; 2: it",
            "cannot be run."
        })
public final class Race implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int CANNOT_RUN = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Under three minutes: fewer rows and less certain figures.")
    private boolean quick;

    @Option(names = "--tiny", hidden = true, description = "One round of seconds: whether it works at all.")
    private boolean tiny;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write everything to this file, as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--only",
            paramLabel = "ROW",
            split = ",",
            completionCandidates = Rows.Names.class,
            description = "Only these of: ${COMPLETION-CANDIDATES}.")
    private List<String> only = List.of();

    @Option(names = "--streams", paramLabel = "N", description = "Open so many streams in the row streams.")
    private int streams;

    @Option(names = "--nginx", paramLabel = "COMMAND", defaultValue = "nginx", description = "The nginx to run.")
    private String nginx = "nginx";

    @Option(names = "--haproxy", paramLabel = "COMMAND", defaultValue = "haproxy", description = "The HAProxy to run.")
    private String haproxy = "haproxy";

    @Option(names = "--wrk", paramLabel = "COMMAND", defaultValue = "wrk", description = "The wrk to make load with.")
    private String wrk = "wrk";

    @Option(
            names = "--home",
            paramLabel = "DIRECTORY",
            hidden = true,
            defaultValue = "${sys:teal.home:-.}",
            description = "The top of the tree.")
    private Path home = Path.of(".");

    @Option(
            names = "--cores",
            paramLabel = "N",
            description = "How many processors the machine has; this process itself may be kept away from some.")
    private int cores = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    private boolean unusedHelp;

    private Race() {}

    /** Runs the race and ends the process. The system property {@code teal.home} is the top of the tree. */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new Race())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Row> rows = rows();
        if (cores < 2) {
            say("race: this machine has one processor; the proxy and its load need one each");
            return CANNOT_RUN;
        }
        Plan usual = tiny ? Plan.TINY : quick ? Plan.QUICK : Plan.FULL;
        Plan plan = streams > 0 ? usual.withStreams(streams) : usual;
        Programs programs =
                new Programs(nginx, haproxy, wrk, home.toAbsolutePath().normalize());
        try (Arena arena = Arena.open(programs, Cores.of(cores), plan, this::say)) {
            List<String> about = about(arena);
            about.forEach(this::print);
            print("");
            List<Outcome> outcomes = new ArrayList<>();
            for (Row row : rows) {
                Outcome outcome = run(row, arena);
                outcomes.add(outcome);
                print(Report.table(outcome).stripTrailing());
                print("");
            }
            if (json != null) {
                Report.write(json, outcomes, about);
            }
            boolean failed = outcomes.stream().anyMatch(Outcome::failed);
            print(failed ? "FAILED: see above" : "every answer was right");
            return failed ? FAILED : 0;
        } catch (WrongAnswers | ProxyFailure | IOException e) {
            say("race: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    private Outcome run(Row row, Arena arena) throws WrongAnswers, ProxyFailure, InterruptedException {
        say(row.name() + ": " + row.about());
        Results results = new Results();
        MachineLoad before = MachineLoad.now();
        try {
            Row.Heat heat = row.prepare(arena);
            for (int round = 0; round < row.rounds(arena.plan()); round++) {
                say("  round " + (round + 1) + " of " + row.rounds(arena.plan()));
                heat.measure(round).forEach(results::add);
            }
            return new Outcome(row, results, others(before), "");
        } catch (WrongAnswers e) {
            return new Outcome(row, results, others(before), String.valueOf(e.getMessage()));
        } finally {
            arena.endOfRow();
            say("  " + Duration.ofNanos(System.nanoTime() - before.nanoTime()).toSeconds() + " s");
        }
    }

    private double others(MachineLoad before) throws WrongAnswers {
        return MachineLoad.now().othersSince(before, cores);
    }

    private List<String> about(Arena arena) {
        Plan plan = arena.plan();
        return List.of(
                "Each proxy alone on core " + arena.cores().proxy() + " with one worker; load and servers on "
                        + arena.cores().others() + "; contestants in turn, " + plan.rounds() + " rounds of "
                        + plan.measure().toSeconds() + " s (" + plan.partRounds() + " of "
                        + plan.part().toSeconds() + " s where there are many cases).",
                "Warm-up: Teal " + plan.warm().toSeconds() + " s of load, so that its code is compiled ("
                        + plan.warmMore().toSeconds() + " s for the rows routes, servers and switch); the others "
                        + plan.warmOthers().toSeconds() + " s.",
                "Medians of the rounds; ratios are medians of the ratios within a round.");
    }

    private List<Row> rows() {
        try {
            return Rows.named(only, quick);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
