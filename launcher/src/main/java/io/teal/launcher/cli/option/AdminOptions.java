package io.teal.launcher.cli.option;

import io.teal.gateway.tls.CertificateException;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the admin API is, who is asking and how to show the reply: the same for every command that talks to it. */
public class AdminOptions implements AutoCloseable {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "${env:TEAL_ADMIN:-http://127.0.0.1:9080}",
            description = "Address of the admin API; TEAL_ADMIN or http://127.0.0.1:9080 when left out.")
    private URI admin = URI.create("http://127.0.0.1:9080");

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:TEAL_CA}",
            description = "PEM file of who signed the admin API's certificate, for https; TEAL_CA when left out.")
    private @Nullable Path ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            defaultValue = "${env:TEAL_CERT}",
            description = "PEM file of the certificate to show, where one is asked for; TEAL_CERT when left out.")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            defaultValue = "${env:TEAL_KEY}",
            description = "PEM file of its key; TEAL_KEY when left out.")
    private @Nullable Path key;

    @Option(names = "--json", description = "Print what the admin API answered, for scripts.")
    private boolean json;

    @Option(names = "--token", hidden = true, defaultValue = "${env:TEAL_TOKEN:-}")
    private String token = "";

    private @Nullable AdminClient client;

    /** Asks there, as that caller; the same client whenever it is called, until {@link #close}. */
    public final AdminClient client() throws CommandFailure {
        AdminClient opened = client == null ? open() : client;
        client = opened;
        return opened;
    }

    private AdminClient open() throws CommandFailure {
        String scheme = admin.getScheme();
        if (admin.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--admin " + admin + " is not an address; expected something like http://127.0.0.1:9080");
        }
        try {
            return new AdminClient(admin, token, AdminTls.context(ca, certificate, key));
        } catch (CertificateException e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    /** Leaves the admin API, if it was asked. */
    @Override
    public final void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** Whether the reply is for a script. */
    public final boolean json() {
        return json;
    }

    /** Where the reply goes. */
    public final PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where complaints go. */
    public final PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Prints a reply as it came, or in these words; always {@link ExitCode#OK}. */
    public final <T> int show(Reply<T> reply, Function<? super T, ?> words) {
        out().println(json ? reply.json() : words.apply(reply.value()));
        return ExitCode.OK;
    }
}
