package io.teal.launcher;

import io.teal.launcher.cli.VersionCommand;
import io.teal.launcher.cli.option.ConfDirectory;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code teal run}: serves until SIGTERM or SIGINT. */
@Command(
        name = "run",
        description = {
            "Run the gateway and its admin API until SIGTERM or SIGINT.",
            "Running requests may finish then; a second signal ends at once.",
            "SIGUSR1 opens the access log again, after its file was renamed.",
            "SIGHUP reads the certificates again."
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfDirectory conf = new ConfDirectory();

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        EndSignals signals = EndSignals.listen(() -> Runtime.getRuntime().halt(ExitCode.FAILED));
        OrderSignal reopen = OrderSignal.listen("USR1");
        OrderSignal reload = OrderSignal.listen("HUP");
        Application application = Application.start(conf.path(), System.getenv());
        reopen.then(application::reopenAccessLog);
        reload.then(application::reloadCertificates);
        spec.commandLine()
                .getOut()
                .println("teal " + VersionCommand.number() + " serves revision " + application.revision() + " on "
                        + application.addresses() + ", admin API on " + application.adminAddress() + ", started in "
                        + sinceStart());
        signals.await();
        spec.commandLine()
                .getOut()
                .println("teal is ending; running requests may finish, a second signal cuts them off");
        application.close();
        return ExitCode.OK;
    }

    /** Time since the process began, the start of the JVM included. */
    static String sinceStart() {
        Duration time = ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()))
                .orElse(Duration.ZERO);
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }
}
