package io.teal.launcher;

import io.teal.launcher.demo.Backends;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code teal simulate blue-1=8001 blue-2=8002}: backends for a gateway that runs elsewhere. */
@Command(name = "simulate", description = "Run simulated Chatchat servers on 127.0.0.1 until Ctrl-C.")
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME=PORT",
            description = "Name and port of each; answers carry the name. blue-1=8001 say.")
    private Map<String, Integer> servers = new LinkedHashMap<>();

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        EndSignals signals = EndSignals.listen(() -> Runtime.getRuntime().halt(ExitCode.FAILED));
        Ports.refuseTaken(servers, "choose another");
        try (Backends backends = Backends.start(servers, Backends.SCALE)) {
            spec.commandLine().getOut().println("simulating " + backends);
            signals.await();
        }
        return ExitCode.OK;
    }
}
