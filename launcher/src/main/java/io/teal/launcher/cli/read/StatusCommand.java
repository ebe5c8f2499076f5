package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.Terminal;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code teal status}: every server on a line; {@code --watch}: always as it is now. */
@Command(name = "status", description = "Show what goes where and how the servers are.")
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(
            names = {"-w", "--watch"},
            description = {
                "Draw it anew every second and whenever something happens, until Ctrl-C.",
                "Into a file or a pipe: what happens, a line each, as teal events."
            })
    private boolean watch;

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        AdminClient client = admin.client();
        if (!watch) {
            var services = client.services();
            admin.out().println(admin.json() ? services.json() : new StatusPage(client).about(services.value()));
            return ExitCode.OK;
        }
        try {
            if (Terminal.isThere() && !admin.json()) {
                new Watch(client, admin.out()).run();
            } else {
                new EventLines(admin).follow(client);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }
}
