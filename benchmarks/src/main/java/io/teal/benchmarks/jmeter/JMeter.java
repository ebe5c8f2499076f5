package io.teal.benchmarks.jmeter;

import io.teal.benchmarks.load.Crowd;
import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.proxy.Child;
import io.teal.benchmarks.proxy.Proxy;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.tool.WrongAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JMeter without its windows, a process of its own for each row. */
final class JMeter {
    /** Its code is slow at first. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    /** It starts and ends in a few seconds when the machine has nothing else to do. */
    private static final Duration LONGEST_AROUND = Duration.ofSeconds(60);

    private static final Pattern SUMMARY =
            Pattern.compile("^summary = +(\\d+) in .* Err: +(\\d+) \\(", Pattern.MULTILINE);

    private final Path home;
    private final Path plan;
    private final Path results;

    private JMeter(Path home, Path plan, Path results) {
        this.home = home;
        this.plan = plan;
        this.results = results;
    }

    /**
     * The one laid out in a directory.
     *
     * @param results where its samples and logs go; made when it is not there
     */
    static JMeter in(Path home, Path plan, Path results) throws ProxyFailure {
        for (Path needed : List.of(starter(home), home.resolve("bin").resolve("jmeter.properties"), plan)) {
            if (!Files.isRegularFile(needed)) {
                throw new ProxyFailure(needed + " is missing");
            }
        }
        try {
            return new JMeter(home, plan, Files.createDirectories(results).toRealPath());
        } catch (IOException e) {
            throw new ProxyFailure("cannot make " + results + ": " + e.getMessage(), e);
        }
    }

    /** Lets a crowd ask through a proxy. */
    Measured ask(Crowd crowd, Proxy proxy) throws ProxyFailure, WrongAnswers, InterruptedException {
        String name = proxy.name().toLowerCase(Locale.ROOT) + "-" + crowd.users();
        Path file = results.resolve(name + ".jtl");
        delete(file);
        Duration settle = crowd.settle().plus(WARM_UP);
        // The last user comes after the ramp, and thinks before he asks.
        Duration whole = settle.plus(crowd.measure())
                .plus(ramp(crowd))
                .plus(crowd.think().multipliedBy(2));
        Duration longest = whole.plus(crowd.patience()).plus(LONGEST_AROUND);
        List<String> said;
        try (Child child = Child.start(
                results,
                command(crowd, proxy.port(), whole, file, results.resolve(name + ".log")),
                Map.of(),
                () -> {})) {
            if (!child.awaitEnd(longest)) {
                throw new WrongAnswers("JMeter did not end within " + longest.toSeconds() + " s");
            }
            said = child.lines();
        }
        // Before the file is read: without a result there may be none.
        Summary summary = summary(said);
        List<Sample> samples = SampleFile.read(file);
        summary.check(samples);
        return Window.of(crowd, settle, samples);
    }

    /** What it says last about all of its samples. */
    static Summary summary(List<String> said) throws WrongAnswers {
        Matcher line = SUMMARY.matcher(String.join("\n", said));
        @Nullable Summary last = null;
        while (line.find()) {
            last = new Summary(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
        }
        if (last == null) {
            // Warnings of the JVM and of its logging come with every start.
            List<String> reasons =
                    said.stream().filter(words -> !words.startsWith("WARN")).toList();
            throw new WrongAnswers("JMeter came to no result: " + String.join("; ", reasons));
        }
        return last;
    }

    /**
     * What JMeter counted itself.
     *
     * @param errors among the samples
     */
    record Summary(long samples, long errors) {
        /** What is lost on the way to the file would not be measured. */
        void check(List<Sample> file) throws WrongAnswers {
            long failures =
                    file.stream().filter(sample -> !sample.failure().isEmpty()).count();
            if (file.size() != samples || failures != errors) {
                throw new WrongAnswers("JMeter says that it had " + samples + " samples with " + errors
                        + " errors, its file has " + file.size() + " with " + failures);
            }
        }
    }

    private List<String> command(Crowd crowd, int port, Duration whole, Path samples, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Djava.util.prefs.userRoot=" + home.toAbsolutePath(),
                "-jar",
                starter(home).toAbsolutePath().toString(),
                "--nongui",
                "--testfile",
                plan.toAbsolutePath().toString(),
                "--logfile",
                samples.toString(),
                "--jmeterlogfile",
                log.toString()));
        properties(crowd, port, whole).forEach((key, value) -> command.add("-J" + key + "=" + value));
        // Not waiting for commands on a port that others may have.
        command.add("-Jjmeterengine.nongui.port=0");
        command.add("-Jjmeter.save.saveservice.output_format=csv");
        return List.copyOf(command);
    }

    /** Those of the plan. */
    static Map<String, Object> properties(Crowd crowd, int port, Duration whole) {
        return Map.of(
                "host", "127.0.0.1",
                "port", port,
                "users", crowd.users(),
                "ramp", ramp(crowd).toSeconds(),
                "duration", seconds(whole),
                "think", crowd.think().toMillis(),
                "patience", crowd.patience().toMillis());
    }

    /** They do not all come at once, but within the time in which each asks once. */
    private static Duration ramp(Crowd crowd) {
        return Duration.ofSeconds(seconds(crowd.think()));
    }

    private static long seconds(Duration time) {
        return Math.ceilDiv(time.toMillis(), 1000L);
    }

    private static Path starter(Path home) {
        return home.resolve("bin").resolve("ApacheJMeter.jar");
    }

    /** JMeter would write behind what an earlier run left. */
    private static void delete(Path file) throws ProxyFailure {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ProxyFailure("cannot remove " + file + ": " + e.getMessage(), e);
        }
    }
}
