package io.teal.launcher.cli.option;

import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The directory with gateway.yaml and routing.yaml: {@code --conf DIR}, else {@code conf} here, else the shipped one. */
public final class ConfDirectory {
    @Option(
            names = "--conf",
            paramLabel = "DIR",
            defaultValue = "${env:TEAL_CONF:-}",
            description = {
                "Directory with gateway.yaml and routing.yaml; TEAL_CONF or conf when left out",
                "(here, or else beside the teal script)."
            })
    private String conf = "";

    /** The directory; a failure that says what to do when there is none. */
    public Path path() throws CommandFailure {
        Path path = conf.isEmpty() ? standard() : Path.of(conf);
        if (!Files.isDirectory(path)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no directory " + path + "; name the one with gateway.yaml and routing.yaml: --conf DIR");
        }
        return path;
    }

    /** {@code conf} in the working directory when it is there, else the one beside the script. */
    public static Path standard() {
        Path here = Path.of("conf");
        String home = System.getProperty("teal.home", "");
        return Files.isDirectory(here) || home.isEmpty() ? here : Path.of(home, "conf");
    }
}
