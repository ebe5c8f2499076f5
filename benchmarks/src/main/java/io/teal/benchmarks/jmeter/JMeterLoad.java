package io.teal.benchmarks.jmeter;

import io.teal.benchmarks.load.Measured;
import io.teal.benchmarks.load.Users;
import io.teal.benchmarks.proxy.NginxProxy;
import io.teal.benchmarks.proxy.Proxy;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.proxy.TealProxy;
import io.teal.benchmarks.published.Instances;
import io.teal.benchmarks.published.PublishedRow;
import io.teal.benchmarks.published.Row;
import io.teal.benchmarks.published.TimeScale;
import io.teal.benchmarks.tool.WrongAnswers;
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

/**
 * The command {@code benchmarks/jmeter}. Exit codes: 0 everything was measured, 1 JMeter failed, samples are missing or none is
 * right, 2 it cannot be run.
 */
@Command(
        name = "jmeter",
        sortOptions = false,
        description = {
            "Let JMeter ask three simulated Chatchat instances through nginx and through Teal: 20, 50, 100 and 150 users.",
            "Everything runs on this machine at a quarter of the time, which takes about eight minutes.",
            "Exit code 0: everything was measured; 1: JMeter failed, samples are missing or none is right;",
            "2: it cannot be run."
        })
public final class JMeterLoad implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int CANNOT_RUN = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Shorter rows: about four minutes, and less certain figures.")
    private boolean quick;

    @Option(names = "--scale", paramLabel = "FACTOR", description = "The factor on every time instead of 0.25.")
    private @Nullable Double factor;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each overloaded row is measured, in the time of the test (240; with --quick 54);"
                    + " the others a third of it.")
    private @Nullable Integer seconds;

    @Option(
            names = "--nginx",
            paramLabel = "COMMAND",
            defaultValue = "nginx",
            description = "The nginx to run (default: the one on the PATH).")
    private String nginx = "nginx";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and end.")
    private boolean unusedHelp;

    private JMeterLoad() {}

    /** Measures and ends the process. The system property {@code teal.home} is the top of the tree. */
    public static void main(String[] arguments) {
        System.exit(command()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new JMeterLoad());
    }

    @Override
    public Integer call() throws InterruptedException {
        TimeScale scale = scale();
        Path tree = Path.of(System.getProperty("teal.home", "."));
        Path directory = tree.resolve("benchmarks").resolve("jmeter-plan");
        Path target = directory.resolve("target");
        try {
            JMeter jmeter =
                    JMeter.in(target.resolve("jmeter"), directory.resolve("chat.jmx"), target.resolve("results"));
            try (Instances instances = Instances.start(scale.factor());
                    Proxy first = NginxProxy.start(nginx, instances.addresses());
                    Proxy second = TealProxy.start(tree, instances.addresses(), Instances.PLACES, scale.queueWait())) {
                Users.warm(first.port());
                Users.warm(second.port());
                List<Row> rows = new ArrayList<>();
                for (PublishedRow row : PublishedRow.ALL) {
                    rows.add(new Row(row, measured(jmeter, scale, row, first), measured(jmeter, scale, row, second)));
                }
                PrintWriter out = spec.commandLine().getOut();
                out.println();
                out.println(first.version() + " and " + second.version() + ", at " + scale.factor() + " of the time");
                out.println();
                out.print(Report.table(rows));
                out.flush();
                return 0;
            }
        } catch (WrongAnswers e) {
            say("jmeter: " + e.getMessage());
            return FAILED;
        } catch (ProxyFailure e) {
            say("jmeter: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    private Measured measured(JMeter jmeter, TimeScale scale, PublishedRow row, Proxy proxy)
            throws ProxyFailure, WrongAnswers, InterruptedException {
        say(row.users() + " users through " + proxy.name());
        return jmeter.ask(scale.crowd(row), proxy).slowed(1 / scale.factor());
    }

    private TimeScale scale() {
        try {
            TimeScale scale = quick ? TimeScale.QUICK : TimeScale.USUAL;
            scale = factor == null ? scale : scale.withFactor(factor);
            return seconds == null ? scale : scale.withMeasure(Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
