package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.cli.option.PageOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.RevisionText;
import io.teal.launcher.ending.CommandFailure;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code teal history}: every revision on a line, newest first. */
@Command(name = "history", description = "List the revisions: what changed when, by whom and why.")
public final class HistoryCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        return admin.show(
                page.before() > 0
                        ? admin.client().history(page.before(), page.lines())
                        : admin.client().history(page.lines()),
                history -> RevisionText.history(history, Instant.now()));
    }
}
