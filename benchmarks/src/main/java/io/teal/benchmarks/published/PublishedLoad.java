package io.teal.benchmarks.published;

import io.teal.benchmarks.proxy.NginxProxy;
import io.teal.benchmarks.proxy.Proxy;
import io.teal.benchmarks.proxy.ProxyFailure;
import io.teal.benchmarks.proxy.TealProxy;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/published-load}. Exit codes: 0 all claims hold, 1 one does not, 2 it cannot be run. */
@Command(
        name = "published-load",
        sortOptions = false,
        description = {
            "Repeat the published load test of three Chatchat instances with nginx and with Teal in front of them.",
            "Everything runs on this machine at a quarter of the time, which takes about six minutes.",
            "Exit code 0: all claims hold; 1: one does not; 2: it cannot be run."
        })
public final class PublishedLoad implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int CANNOT_RUN = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Shorter rows: a minute and a half, and less certain figures.")
    private boolean quick;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            description = "The factor on every time instead; 1 is the real thing and takes 23 minutes.")
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

    private PublishedLoad() {}

    /** Runs the comparison and ends the process. The system property {@code teal.home} is the top of the tree. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PublishedLoad())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        TimeScale scale = scale();
        Path tree = Path.of(System.getProperty("teal.home", "."));
        try (Instances instances = Instances.start(scale.factor());
                Proxy first = NginxProxy.start(nginx, instances.addresses());
                Proxy second = TealProxy.start(tree, instances.addresses(), Instances.PLACES, scale.queueWait())) {
            say(scale.whole(PublishedRow.ALL, 2).toSeconds() + " s of questions at " + scale.factor() + " of the time");
            List<Row> rows = new Comparison(scale, this::say).run(first, second);
            List<Claim> claims = Claim.of(rows);
            PrintWriter out = spec.commandLine().getOut();
            out.println();
            out.println(Report.table(title(first), rows, Row::nginx));
            out.println(Report.table(title(second), rows, Row::teal));
            out.print(Report.verdict(claims));
            out.flush();
            return claims.stream().allMatch(Claim::holds) ? 0 : FAILED;
        } catch (ProxyFailure e) {
            say("published-load: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    private static String title(Proxy proxy) {
        return proxy.name() + " (" + proxy.version() + ")";
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
