package io.teal.launcher.cli;

import io.teal.launcher.cli.cache.CacheCommand;
import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.cli.read.AuditCommand;
import io.teal.launcher.cli.read.CompareCommand;
import io.teal.launcher.cli.read.DiffCommand;
import io.teal.launcher.cli.read.EventsCommand;
import io.teal.launcher.cli.read.ExplainCommand;
import io.teal.launcher.cli.read.HistoryCommand;
import io.teal.launcher.cli.read.RequestCommand;
import io.teal.launcher.cli.read.StatusCommand;
import io.teal.launcher.cli.release.GateCommand;
import io.teal.launcher.cli.release.ReleaseCommand;
import io.teal.launcher.cli.write.ApplyCommand;
import io.teal.launcher.cli.write.DrainCommand;
import io.teal.launcher.cli.write.ReloadCommand;
import io.teal.launcher.cli.write.RollbackCommand;
import io.teal.launcher.cli.write.SwitchCommand;
import io.teal.launcher.ending.ExitCode;
import io.teal.launcher.ending.FailureReport;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code teal}: the commands by name. Those that start something are added by whoever can start it. */
@Command(
        name = "teal",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        description = "A front door for self-hosted question answering: blue and green side by side, switched at once.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  TEAL_ADMIN, TEAL_TOKEN    address of the admin API and the token to show it",
            "  TEAL_CA, TEAL_CERT, TEAL_KEY    files for an admin API with https",
            "  TEAL_CONF                 directory of the configuration",
            "  TEAL_JAVA_HOME, TEAL_JAVA_OPTS, TEAL_LOG_LEVEL",
            "  TEAL_HOST, TEAL_PORT, TEAL_ADMIN_HOST, TEAL_ADMIN_PORT, TEAL_ADMIN_TOKEN,",
            "  TEAL_REDIS_URL, TEAL_STORE_DIRECTORY    override gateway.yaml"
        })
public final class TealCommand implements Callable<Integer> {
    private static final List<Class<?>> COMMANDS = List.of(
            CheckCommand.class,
            ApplyCommand.class,
            StatusCommand.class,
            SwitchCommand.class,
            RollbackCommand.class,
            ReleaseCommand.class,
            GateCommand.class,
            HistoryCommand.class,
            DiffCommand.class,
            CompareCommand.class,
            EventsCommand.class,
            ExplainCommand.class,
            RequestCommand.class,
            DrainCommand.class,
            DrainCommand.Resume.class,
            ReloadCommand.class,
            CacheCommand.class,
            AuditCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class);

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
        for (Class<?> command : COMMANDS) {
            CommandLine unused = line.addSubcommand(command);
        }
        for (Object starter : starters) {
            CommandLine unused = line.addSubcommand(starter);
        }
        return ready(line);
    }

    /**
     * The command line with that command alone, which is there sooner than all of them.
     *
     * @param starters as for {@link #commandLine}
     * @return null when none has that name
     */
    public static @Nullable CommandLine only(String name, Object... starters) {
        for (Class<?> command : COMMANDS) {
            if (isCalled(name, command) && command != CommandLine.HelpCommand.class) {
                return ready(new CommandLine(new TealCommand()).addSubcommand(command));
            }
        }
        for (Object starter : starters) {
            if (isCalled(name, starter.getClass())) {
                return ready(new CommandLine(new TealCommand()).addSubcommand(starter));
            }
        }
        return null;
    }

    private static boolean isCalled(String name, Class<?> command) {
        return command.getAnnotation(Command.class).name().equals(name);
    }

    private static CommandLine ready(CommandLine line) {
        var unusedUsage = line.getCommandSpec().usageMessage().exitCodeList(ExitCode.meanings());
        addHelp(line);
        return line.setExecutionStrategy(TealCommand::execute).setExecutionExceptionHandler(new FailureReport());
    }

    /** Runs what was asked for, and then leaves the admin API if that was asked something. */
    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            for (CommandLine command : parsed.asCommandLineList()) {
                for (CommandSpec mixin : command.getCommandSpec().mixins().values()) {
                    if (mixin.userObject() instanceof AdminOptions options) {
                        options.close();
                    }
                }
            }
        }
    }

    /** {@code teal switch --help} is what people try first. */
    private static void addHelp(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        if (!command.optionsMap().containsKey("--help")) {
            CommandSpec unused = command.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .build());
        }
        line.getSubcommands().values().forEach(TealCommand::addHelp);
    }
}
