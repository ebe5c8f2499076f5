package io.teal.launcher.cli;

import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.RevisionReply;
import io.teal.launcher.display.RevisionText;
import io.teal.launcher.display.Table;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code teal history}: every revision on a line, newest first. */
@Command(name = "history", description = "List the revisions: what changed when, by whom and why.")
final class HistoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many, ${DEFAULT-VALUE} when left out.")
    private int lines = 20;

    @Option(names = "--before", paramLabel = "N", defaultValue = "0", description = "Only those before revision N.")
    private long before;

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        var out = spec.commandLine().getOut();
        Reply<RevisionReply.History> history = before > 0
                ? admin.client().history(before, lines)
                : admin.client().history(lines);
        if (admin.json()) {
            out.println(history.json());
            return ExitCode.OK;
        }
        Table table = new Table("", "REVISION", "WHEN", "WHO", "KIND", "TRAFFIC", "REASON");
        for (RevisionReply revision : history.value().revisions()) {
            table.row(
                    revision.revision() == history.value().current() ? "*" : "",
                    Long.toString(revision.revision()),
                    RevisionText.ago(revision.at(), Instant.now()),
                    revision.who(),
                    "rollback".equals(revision.kind()) ? "rollback to " + revision.from() : revision.kind(),
                    RevisionText.traffic(revision.traffic()),
                    revision.reason());
        }
        out.println(table);
        return ExitCode.OK;
    }
}
