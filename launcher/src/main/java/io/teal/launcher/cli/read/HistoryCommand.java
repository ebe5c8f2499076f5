package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.RevisionText;
import io.teal.launcher.ending.CommandFailure;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code teal history}: every revision on a line, newest first. */
@Command(name = "history", description = "List the revisions: what changed when, by whom and why.")
public final class HistoryCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(
            names = {"-n", "--limit", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many, 1 to 1000; ${DEFAULT-VALUE} when left out.")
    private int lines = 20;

    @Option(names = "--before", paramLabel = "N", defaultValue = "0", description = "Only those before revision N.")
    private long before;

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        return admin.show(
                before > 0
                        ? admin.client().history(before, lines)
                        : admin.client().history(lines),
                history -> RevisionText.history(history, Instant.now()));
    }
}
