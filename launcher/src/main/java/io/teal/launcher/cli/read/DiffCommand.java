package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.ChangesText;
import io.teal.launcher.display.Paint;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code teal diff 17}, {@code teal diff 12 17}. */
@Command(
        name = "diff",
        description = "Show what is different between two revisions.",
        footer = {
            "",
            "  teal diff              what the current revision changed",
            "  teal diff 17           what revision 17 changed",
            "  teal diff 12 17        from revision 12 to revision 17"
        })
public final class DiffCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(
            arity = "0..2",
            paramLabel = "REVISION",
            description = "One revision, to see what it changed; or two of them.")
    private long[] revisions = {};

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        for (long revision : revisions) {
            if (revision < 1) {
                throw new CommandFailure(ExitCode.USAGE, revision + " is not the number of a revision");
            }
        }
        AdminClient client = admin.client();
        long to = revisions.length == 0 ? client.currentRevision() : revisions[revisions.length - 1];
        long from = revisions.length == 2 ? revisions[0] : before(client, to);
        return admin.show(client.difference(from, to), difference -> ChangesText.lines(difference, Paint.onTerminal()));
    }

    /** A gateway that joined others does not have them all. */
    private static long before(AdminClient client, long revision) throws AdminFailure, CommandFailure {
        var page = client.history(revision, 1).value().revisions();
        if (page.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "there is no revision before " + revision);
        }
        return page.getFirst().revision();
    }
}
