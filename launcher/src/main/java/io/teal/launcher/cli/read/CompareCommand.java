package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.CompareText;
import io.teal.launcher.ending.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code teal compare chat}: whether one colour is worse than the other. */
@Command(
        name = "compare",
        description = "Put the colours of a service beside each other, and say what can be told of them.",
        footer = {"", "  teal compare chat", "  teal compare chat --window 15m"})
public final class CompareCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Option(
            names = "--window",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How far back, 1s to 24h; ${DEFAULT-VALUE} when left out.")
    private String window = "1h";

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        return admin.show(admin.client().comparison(service, window), CompareText::of);
    }
}
