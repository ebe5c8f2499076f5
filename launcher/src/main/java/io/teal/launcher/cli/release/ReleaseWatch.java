package io.teal.launcher.cli.release;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.ReleaseReply;
import io.teal.launcher.display.ReleaseText;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code teal release watch chat [ID]}. */
@Command(
        name = "watch",
        description = {
            "Tell how a release goes on until it is over.",
            "Exit code 0 when the new upstream serves, 1 when it was taken back or aborted."
        })
final class ReleaseWatch implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            defaultValue = "latest",
            description = "Which release; the newest when left out.")
    private String id = "latest";

    @Override
    public Integer call() throws AdminFailure, CommandFailure, InterruptedException {
        AdminClient client = admin.client();
        String told = "";
        while (true) {
            Reply<ReleaseReply> reply = client.release(service, id);
            ReleaseReply release = reply.value();
            // The one that is the newest now, also when another follows.
            id = release.id();
            String key = release.state() + release.since();
            if (!key.equals(told)) {
                told = key;
                int unused = admin.show(reply, ReleaseText::line);
                admin.out().flush();
            }
            if (release.over()) {
                return release.state().equals("done") ? ExitCode.OK : ExitCode.FAILED;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
