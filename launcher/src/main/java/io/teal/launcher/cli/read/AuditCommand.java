package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.cli.option.PageOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.AuditText;
import io.teal.launcher.ending.CommandFailure;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code teal audit}: what is written down of who did what. */
@Command(
        name = "audit",
        description = "Show who tried to change what, when, from where and with which result.",
        synopsisSubcommandLabel = "[verify]",
        subcommands = VerifyCommand.class,
        footer = {
            "",
            "  teal audit            the newest records; needs a token of role admin",
            "  teal audit verify     whether anybody changed them, from the files"
        })
public final class AuditCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        return admin.show(
                admin.client().audit(page.before(), page.lines()), audit -> AuditText.page(audit, Instant.now()));
    }
}
