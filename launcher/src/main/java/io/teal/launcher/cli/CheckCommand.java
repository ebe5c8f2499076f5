package io.teal.launcher.cli;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.ConfigFiles;
import io.teal.gateway.config.Problem;
import io.teal.launcher.cli.option.ConfDirectory;
import io.teal.launcher.display.Counted;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code teal check}: reads the configuration as {@code run} would and tells everything that is wrong with it. */
@Command(name = "check", description = "Check the configuration; exit code 2 when it has problems.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfDirectory conf = new ConfDirectory();

    @Override
    public Integer call() throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        Path directory = conf.path();
        ConfigFiles.Loaded loaded;
        try {
            loaded = ConfigFiles.load(directory, System.getenv());
        } catch (ConfigException e) {
            e.problems().forEach(out::println);
            throw new CommandFailure(
                    ExitCode.USAGE,
                    directory + " cannot be used: " + Counted.of(e.problems().size(), "problem"),
                    e);
        }
        for (Problem warning : loaded.warnings()) {
            out.println(warning);
        }
        out.println(directory + " is good: "
                + Counted.of(loaded.gateway().listeners().size(), "listener") + ", "
                + Counted.of(loaded.routing().services().size(), "service") + ", "
                + Counted.of(loaded.routing().routes().size(), "route") + ", "
                + Counted.of(loaded.warnings().size(), "warning"));
        return ExitCode.OK;
    }
}
