package io.teal.launcher.cli.release;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.GateReply;
import io.teal.launcher.display.GateText;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code teal gate chat --upstream green}. */
@Command(
        name = "gate",
        description = {
            "Ask an upstream the questions of the gate, without a release.",
            "Exit code 0 when it passes, else 1. Takes as long as the answers do."
        })
public final class GateCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Option(
            names = "--upstream",
            required = true,
            paramLabel = "UPSTREAM",
            description = "The upstream that is asked, whether it has traffic or not.")
    private String upstream = "";

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        Reply<GateReply> reply = admin.client().gate(service, upstream);
        int done = admin.show(reply, GateText::of);
        return reply.value().verdict().equals("pass") ? done : ExitCode.FAILED;
    }
}
