package io.teal.launcher.cli.write;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.ReloadReply;
import io.teal.launcher.display.CertificateText;
import io.teal.launcher.ending.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code teal reload}. */
@Command(
        name = "reload",
        description = {
            "Read the certificates again, and show those in use.",
            "Happens by itself a few seconds after their files have changed. No connection",
            "is touched; when a file cannot be used, what was in use before stays."
        })
public final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        return admin.show(admin.client().reload(), (ReloadReply reply) -> CertificateText.of(reply));
    }
}
