package io.teal.benchmarks.micro;

import io.teal.benchmarks.tool.MachineLoad;
import io.teal.benchmarks.tool.WrongAnswers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/micro}. Exit codes: 0 measured, 1 something gave a wrong answer, 2 it cannot be run. */
@Command(
        name = "micro",
        sortOptions = false,
        description = {
            "Measure what single steps of a request cost: the gateway's own classes under JMH. The full run takes less than",
            "eight minutes.",
            "Exit code 0: all was measured; 1: what was to be measured gave a wrong answer; 2: it cannot be run."
        })
public final class Micro implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int CANNOT_RUN = 2;
    /** From then on others have taken so much of the processors that the figures say little. */
    private static final double BUSY_PERCENT = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Less than a minute and a half: fewer cases and less certain figures.")
    private boolean quick;

    @Option(names = "--tiny", hidden = true, description = "Everything once, in this process: whether it works at all.")
    private boolean tiny;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures to this file, as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--only",
            paramLabel = "WHAT",
            split = ",",
            description = "Only these of: routes, hashes, colours, servers, keys, events.")
    private List<String> only = List.of();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    private boolean unusedHelp;

    private Micro() {}

    /** Measures and ends the process. */
    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new Micro())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    @Override
    public Integer call() {
        List<Subject> subjects = subjects();
        Plan plan = tiny ? Plan.TINY : quick ? Plan.QUICK : Plan.FULL;
        try {
            MachineLoad before = MachineLoad.now();
            List<Figure> figures = new ArrayList<>();
            for (Subject subject : subjects) {
                figures.addAll(measure(subject, plan));
            }
            double others =
                    MachineLoad.now().othersSince(before, Runtime.getRuntime().availableProcessors());
            List<String> about = about(plan, others);
            about.forEach(this::print);
            print("");
            print(Report.table(figures).stripTrailing());
            if (json != null) {
                Report.write(json, figures, about);
            }
            return 0;
        } catch (RunnerException e) {
            say("micro: " + reason(e));
            return e.getCause() instanceof BenchmarkException ? FAILED : CANNOT_RUN;
        } catch (WrongAnswers | IOException e) {
            say("micro: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    private List<Figure> measure(Subject subject, Plan plan) throws RunnerException {
        long began = System.nanoTime();
        ChainedOptionsBuilder options = plan.apply(new OptionsBuilder()
                .include(subject.expression())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT));
        List<Figure> figures = new ArrayList<>();
        for (RunResult result : new Runner(options.build()).run()) {
            figures.add(Figure.of(subject, result));
        }
        say(subject.title() + ": " + figures.size() + " cases in "
                + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        return figures;
    }

    private static List<String> about(Plan plan, double others) {
        List<String> about = new ArrayList<>();
        about.add("Java " + Runtime.version().feature() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors. " + plan.text());
        if (others >= BUSY_PERCENT) {
            about.add(String.format(
                    Locale.ROOT,
                    "Other work took %.0f %% of all processors meanwhile: the times are longer than they need be.",
                    others));
        }
        return about;
    }

    /** What the setup said, which JMH wraps and, of another process, hides among what was suppressed. */
    private static String reason(RunnerException failure) {
        StringBuilder reason = new StringBuilder(String.valueOf(failure.getMessage()));
        Throwable cause = failure.getCause();
        while (cause != null) {
            reason.append(": ").append(cause.getMessage());
            for (Throwable suppressed : cause.getSuppressed()) {
                reason.append("; ").append(suppressed.getMessage());
            }
            cause = cause.getCause();
        }
        return reason.toString();
    }

    private List<Subject> subjects() {
        try {
            return Subject.named(only);
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
