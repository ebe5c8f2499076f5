package io.teal.launcher.cli.write;

import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.Counted;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code teal apply [FILE]}. */
@Command(name = "apply", description = "Make a routing file the routing that serves.")
public final class ApplyCommand implements Callable<Integer> {
    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "conf/routing.yaml",
            description = "YAML, or JSON when the name ends in .json; ${DEFAULT-VALUE} when left out.")
    private Path file = Path.of("conf/routing.yaml");

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        String text = read(file);
        String type = file.toString().endsWith(".json") ? "application/json" : "application/yaml";
        try {
            return options.make((client, writing) -> client.apply(text, type, writing));
        } catch (AdminFailure e) {
            if (e.problems().isEmpty()) {
                throw e;
            }
            PrintWriter err = options.err();
            e.problems().forEach(problem -> err.println(problem.in(file.toString())));
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "nothing was changed: " + Counted.of(e.problems().size(), "problem"),
                    e);
        }
    }

    private static String read(Path file) throws CommandFailure {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "there is no file " + file + "; name the routing file: teal apply FILE", e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
