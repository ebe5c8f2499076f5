package io.teal.launcher.cli.write;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.ServiceReply.ServerReply;
import io.teal.launcher.display.Counted;
import io.teal.launcher.display.FleetText;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code teal drain chat/blue/127.0.0.1:8001} and its opposite {@code teal resume …}. */
@Command(
        name = "drain",
        description = {
            "Let a server finish what it has and give it nothing new.",
            "Not a revision: ends with a restart."
        })
public class DrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(index = "0", paramLabel = "SERVICE/UPSTREAM/SERVER", description = "chat/blue/127.0.0.1:8001 say.")
    private String server = "";

    @Override
    public final Integer call() throws AdminFailure, CommandFailure {
        String[] parts = server.split("/", -1);
        if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    server + " is not SERVICE/UPSTREAM/SERVER; teal status lists them, chat/blue/127.0.0.1:8001 say");
        }
        Reply<ServerReply> reply = admin.client().server(parts[0], parts[1], parts[2], spec.name());
        return admin.show(
                reply,
                now -> server + " is " + now.state() + ", " + Counted.of(now.leases(), "request") + " running"
                        + FleetText.reach(now.shared()));
    }

    /** The opposite of draining. */
    @Command(name = "resume", description = "Give a drained server requests again.")
    public static final class Resume extends DrainCommand {}
}
