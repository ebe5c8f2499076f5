package io.teal.launcher.cli.write;

import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code teal rollback [N]}. */
@Command(name = "rollback", description = "Go back to the routing of an earlier revision, at once.")
public final class RollbackCommand implements Callable<Integer> {
    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "REVISION",
            defaultValue = "0",
            description = "Number of the revision (teal history lists them); the one before when left out.")
    private long to;

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        if (to < 0) {
            throw new CommandFailure(ExitCode.USAGE, to + " is not the number of a revision");
        }
        return options.make((client, writing) -> client.rollback(to, writing));
    }
}
