package io.teal.launcher.cli;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.net.URI;
import picocli.CommandLine.Option;

/** Where the admin API is and who is asking: the same options for every command that talks to it. */
final class AdminOptions {
    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "${env:TEAL_ADMIN:-http://127.0.0.1:9080}",
            description = "Address of the admin API; TEAL_ADMIN or http://127.0.0.1:9080 when left out.")
    private URI admin = URI.create("http://127.0.0.1:9080");

    @Option(names = "--json", description = "Print what the admin API answered, for scripts.")
    private boolean json;

    @Option(names = "--token", hidden = true, defaultValue = "${env:TEAL_TOKEN:-}")
    private String token = "";

    AdminClient client() throws CommandFailure {
        String scheme = admin.getScheme();
        if (admin.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--admin " + admin + " is not an address; expected something like http://127.0.0.1:9080");
        }
        return new AdminClient(admin, token);
    }

    boolean json() {
        return json;
    }

    URI address() {
        return admin;
    }
}
