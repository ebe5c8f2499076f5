package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.AuditText;
import io.teal.launcher.ending.CommandFailure;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Option(
            names = {"-n", "--limit", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many, 1 to 1000; ${DEFAULT-VALUE} when left out.")
    private int lines = 20;

    @Option(names = "--before", paramLabel = "N", defaultValue = "0", description = "Only those before record N.")
    private long before;

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        return admin.show(admin.client().audit(before, lines), page -> AuditText.page(page, Instant.now()));
    }
}
