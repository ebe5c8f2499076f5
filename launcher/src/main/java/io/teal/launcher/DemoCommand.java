package io.teal.launcher;

import io.teal.launcher.cli.option.ConfDirectory;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.demo.Backends;
import io.teal.launcher.demo.DemoConfiguration;
import io.teal.launcher.demo.FaultPrompt;
import io.teal.launcher.demo.Question;
import io.teal.launcher.demo.ReleaseShow;
import io.teal.launcher.demo.Suggestions;
import io.teal.launcher.display.Terminal;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code teal demo}: simulated servers, a gateway in front of them and things to try, until Ctrl-C. */
@Command(
        name = "demo",
        description = {
            "Show everything on one machine: simulated Chatchat servers (three blue, one green),",
            "the gateway in front of them, and what to try. Ctrl-C ends all of it."
        })
final class DemoCommand implements Callable<Integer> {
    /** Who ends a demonstration does not want to wait for its answers. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    /** How long simulated servers take that are asked a lot, as a part of the time real ones do. */
    private static final double HURRIED = 0.02;

    private static final String QUESTION = "如何申请年假？";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfDirectory conf = new ConfDirectory();

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "Of the gateway; 0 for any.")
    private int port = 8080;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            defaultValue = "9080",
            description = "Of the admin API; 0 for any.")
    private int adminPort = 9080;

    @Option(
            names = "--backend-port",
            paramLabel = "PORT",
            defaultValue = "8001",
            description = "Of the first blue server, green at 10 more; 0 for any.")
    private int backendPort = Backends.SHIPPED_PORT;

    @Option(
            names = "--once",
            description =
                    "On any free ports: ask one question through the gateway and the admin API for the revision, print both"
                            + " and end.")
    private boolean once;

    @Option(
            names = "--faults",
            description =
                    "Read commands that make servers fail, and ask questions, from standard input; help lists them.")
    private boolean faults;

    @Option(
            names = "--release",
            description =
                    "On any free ports: show three releases while people ask, one good, one stopped by its gate, one taken back;"
                            + " then end.")
    private boolean release;

    private final InputStream in;

    /** {@code in} is what commands are read from. */
    DemoCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() throws CommandFailure, AdminFailure, IOException, InterruptedException {
        if (faults && (once || release)) {
            throw new ParameterException(
                    spec.commandLine(), "--once and --release end by themselves; --faults needs it to go on");
        }
        EndSignals signals = EndSignals.listen(() -> Runtime.getRuntime().halt(ExitCode.FAILED));
        if (once || release) {
            port = 0;
            adminPort = 0;
            backendPort = 0;
        }
        refuseTakenPorts();
        PrintWriter out = spec.commandLine().getOut();
        try (Backends backends = Backends.start(Backends.shippedFrom(backendPort), release ? HURRIED : Backends.SCALE);
                DemoConfiguration configuration = DemoConfiguration.write(conf.path(), backends, !release)) {
            Application application = Application.start(
                    configuration.directory(), configuration.environment(System.getenv(), port, adminPort));
            try {
                String gateway = "http://127.0.0.1:" + application.port();
                if (once) {
                    out.println(Question.ask(gateway, QUESTION));
                    try (AdminClient admin = admin(application)) {
                        out.println("revision " + admin.currentRevision() + " serves");
                    }
                } else if (release) {
                    return show(application, configuration.directory(), gateway, backends);
                } else {
                    out.println(new Suggestions(gateway, application.adminAddress(), backends));
                    out.println("Serving, started in " + RunCommand.sinceStart());
                    if (faults) {
                        prompt(application, gateway, backends, signals);
                    }
                    signals.await();
                    out.println("Ending");
                }
            } finally {
                application.close(DRAIN);
            }
        }
        return ExitCode.OK;
    }

    private static AdminClient admin(Application application) {
        return new AdminClient(URI.create(application.adminAddress()), "", null);
    }

    private int show(Application application, Path directory, String gateway, Backends backends)
            throws AdminFailure, IOException, InterruptedException {
        try (AdminClient admin = admin(application)) {
            ReleaseShow show = new ReleaseShow(spec.commandLine().getOut(), admin, backends, directory);
            return show.run(gateway) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** On a thread of its own, which may wait for input for ever; the end of the input ends the demonstration. */
    private void prompt(Application application, String gateway, Backends backends, EndSignals signals) {
        PrintWriter out = spec.commandLine().getOut();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        FaultPrompt prompt = new FaultPrompt(lines, out, Terminal.isThere(), gateway, backends, application::servers);
        Thread unused = Thread.ofPlatform().name("prompt").daemon().start(() -> {
            try {
                prompt.run();
            } catch (IOException e) {
                out.println("commands cannot be read any more: " + e.getMessage());
            } finally {
                signals.end();
            }
        });
    }

    private void refuseTakenPorts() throws CommandFailure {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("the gateway (--port)", port);
        wanted.put("the admin API (--admin-port)", adminPort);
        Backends.shippedFrom(backendPort).forEach((name, each) -> wanted.put(name + " (--backend-port)", each));
        Ports.refuseTaken(
                wanted, "choose other ports: ./teal demo --port 18080 --admin-port 19080 --backend-port 18001");
    }
}
