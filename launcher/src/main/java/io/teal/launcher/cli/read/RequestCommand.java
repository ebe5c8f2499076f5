package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.Outline;
import io.teal.launcher.ending.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code teal request ID}: what became of a request. */
@Command(
        name = "request",
        description = {
            "Tell what became of a request: its way, its attempts, its times.",
            "The gateway that answered it knows its last ones."
        })
public final class RequestCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ID",
            description = "As the answer said in X-Request-ID; when left out, the newest requests are listed.")
    private String id = "";

    @Option(
            names = {"-n", "--limit", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many are listed, 1 to 1000; ${DEFAULT-VALUE} when left out.")
    private int lines = 20;

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        var client = admin.client();
        return admin.show(
                id.isEmpty() ? client.requests(lines) : client.request(id), told -> Outline.of(told.values()));
    }
}
