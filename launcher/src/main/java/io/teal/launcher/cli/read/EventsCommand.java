package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code teal events}: what happens, as it happens. */
@Command(
        name = "events",
        description = "Tell what happens, a line each, until Ctrl-C: revisions, servers, breakers, gateways.")
public final class EventsCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        try {
            new EventLines(admin).follow(admin.client());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }
}
