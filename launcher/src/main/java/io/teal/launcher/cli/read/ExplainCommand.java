package io.teal.launcher.cli.read;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.Inquiry;
import io.teal.launcher.display.Outline;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code teal explain POST /chat/kb_chat}: what would become of a request. */
@Command(
        name = "explain",
        description = "Tell which way a request would go and why. It is not sent.",
        footer = {
            "",
            "  teal explain GET /health",
            "  teal explain POST /chat/kb_chat -H 'X-User: 7' -d '{\"query\": \"如何申请年假？\"}'"
        })
public final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(index = "0", paramLabel = "METHOD", description = "POST say.")
    private String method = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "/chat/kb_chat say, with its query.")
    private String path = "";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "A header field; may be given several times.")
    private List<String> headers = List.of();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "BODY",
            defaultValue = "",
            description = "The body.")
    private String body = "";

    @Option(names = "--host", paramLabel = "NAME", defaultValue = "", description = "Host that it is sent to.")
    private String host = "";

    @Option(
            names = "--client-ip",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "Address of the client; this one's when left out.")
    private String client = "";

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        if (!path.startsWith("/")) {
            throw new CommandFailure(ExitCode.USAGE, path + " is not a path; expected something like /chat/kb_chat");
        }
        for (String header : headers) {
            if (header.indexOf(':') < 1) {
                throw new CommandFailure(ExitCode.USAGE, "--header: found " + header + ", expected NAME: VALUE");
            }
        }
        Inquiry inquiry = new Inquiry(method.toUpperCase(Locale.ROOT), path, host, headers, client, body);
        return admin.show(admin.client().explain(inquiry), told -> Outline.of(told.values()));
    }
}
