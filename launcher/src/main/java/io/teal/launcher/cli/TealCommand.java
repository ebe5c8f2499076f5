package io.teal.launcher.cli;

import io.teal.launcher.ending.FailureReport;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code teal}: the commands by name. Those that start something are added by whoever can start it. */
@Command(
        name = "teal",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        description = "A front door for self-hosted question answering: blue and green side by side, switched at once.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CheckCommand.class,
            ApplyCommand.class,
            StatusCommand.class,
            SwitchCommand.class,
            RollbackCommand.class,
            HistoryCommand.class,
            DiffCommand.class,
            DrainCommand.class,
            DrainCommand.Resume.class,
            CacheCommand.class,
            AuditCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage or configuration",
            "3:the admin API is not reachable",
            "4:refused: somebody else changed the routing, or the token does not allow it",
            "5:changed, but not every gateway serves it yet (--wait)"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  TEAL_ADMIN, TEAL_TOKEN    address of the admin API and the token to show it",
            "  TEAL_CONF                 directory of the configuration",
            "  TEAL_JAVA_HOME, TEAL_JAVA_OPTS, TEAL_LOG_LEVEL",
            "  TEAL_HOST, TEAL_PORT, TEAL_ADMIN_HOST, TEAL_ADMIN_PORT, TEAL_ADMIN_TOKEN,",
            "  TEAL_REDIS_URL, TEAL_STORE_DIRECTORY    override gateway.yaml"
        })
public final class TealCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /**
     * The command line.
     *
     * @param starters commands that start something, listed before the others
     */
    public static CommandLine commandLine(Object... starters) {
        CommandLine line = new CommandLine(new TealCommand());
        for (Object starter : starters) {
            CommandLine unused = line.addSubcommand(starter);
        }
        return line.setExecutionExceptionHandler(new FailureReport());
    }
}
