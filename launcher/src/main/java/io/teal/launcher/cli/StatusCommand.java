package io.teal.launcher.cli;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.RevisionReply;
import io.teal.launcher.client.ServiceReply;
import io.teal.launcher.client.ServiceReply.ServerReply;
import io.teal.launcher.client.ServiceReply.UpstreamReply;
import io.teal.launcher.display.RevisionText;
import io.teal.launcher.display.Table;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code teal status}: every server on a line. */
@Command(name = "status", description = "Show what goes where and how the servers are.")
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        var out = spec.commandLine().getOut();
        AdminClient client = admin.client();
        Reply<ServiceReply.All> services = client.services();
        if (admin.json()) {
            out.println(services.json());
            return ExitCode.OK;
        }
        long serving = services.value().revision();
        for (RevisionReply revision : client.history().value().revisions()) {
            if (revision.revision() == serving) {
                out.println(RevisionText.line(revision, Instant.now()));
                out.println();
            }
        }
        out.println(table(services.value()));
        return ExitCode.OK;
    }

    static Table table(ServiceReply.All all) {
        Table table = new Table(
                "SERVICE",
                "UPSTREAM",
                "SHARE",
                "SERVER",
                "STATE",
                "LEASES",
                "OLDEST",
                "QUEUED",
                "REQUESTS",
                "FAILURES",
                "FIRST BYTE",
                "WHY");
        for (ServiceReply service : all.services()) {
            String serviceCell = service.name();
            for (UpstreamReply upstream : service.upstreams()) {
                String upstreamCell = upstream.name();
                String share = RevisionText.share(service.split().getOrDefault(upstream.name(), 0), service.split());
                for (ServerReply server : upstream.servers()) {
                    table.row(
                            serviceCell,
                            upstreamCell,
                            share,
                            server.backup() ? server.address() + " (backup)" : server.address(),
                            server.state(),
                            Integer.toString(server.leases()),
                            time(server.oldestLeaseMillis()),
                            Integer.toString(server.queued()),
                            Long.toString(server.requests()),
                            failures(server),
                            time(server.firstByteMillis()),
                            why(server));
                    serviceCell = "";
                    upstreamCell = "";
                    share = "";
                }
            }
        }
        return table;
    }

    private static String failures(ServerReply server) {
        return server.recentFailures() == 0
                ? Long.toString(server.failures())
                : server.failures() + " (" + server.recentFailures() + " recent)";
    }

    private static String time(long millis) {
        return millis == 0 ? "-" : RevisionText.age(Duration.ofMillis(millis));
    }

    private static String why(ServerReply server) {
        return server.ejectedForMillis() == 0
                ? server.reason()
                : server.reason() + ", back in " + time(server.ejectedForMillis());
    }
}
