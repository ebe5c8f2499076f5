package io.teal.launcher.cli.release;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.reply.ReleaseReply;
import io.teal.launcher.display.ReleaseText;
import picocli.CommandLine.Option;

/** What every order to a release has in common. */
final class ReleaseOptions extends AdminOptions {
    @Option(
            names = {"-m", "--reason"},
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Why; kept in the history.")
    private String reason = "";

    String reason() {
        return reason;
    }

    int show(Reply<ReleaseReply> reply) {
        return show(reply, ReleaseText::line);
    }
}
