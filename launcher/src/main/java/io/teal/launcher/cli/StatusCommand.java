package io.teal.launcher.cli;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.FleetReply;
import io.teal.launcher.client.RevisionReply;
import io.teal.launcher.client.ServiceReply;
import io.teal.launcher.client.ServiceReply.BreakerReply;
import io.teal.launcher.client.ServiceReply.ServerReply;
import io.teal.launcher.client.ServiceReply.UpstreamReply;
import io.teal.launcher.display.FleetText;
import io.teal.launcher.display.RevisionText;
import io.teal.launcher.display.Table;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
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

    private static final int SHOWN = 20;

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
        for (RevisionReply revision : client.history(SHOWN).value().revisions()) {
            if (revision.revision() == serving) {
                out.println(RevisionText.line(revision, Instant.now()));
                out.println();
            }
        }
        out.println(table(services.value()));
        for (ServiceReply service : services.value().services()) {
            for (UpstreamReply upstream : service.upstreams()) {
                BreakerReply breaker = upstream.breaker();
                if (breaker != null && !breaker.state().equals("closed")) {
                    out.println();
                    out.println(line(service.name() + "/" + upstream.name(), breaker));
                }
            }
        }
        FleetReply fleet = client.gateways().value();
        if (fleet.shared()) {
            out.println();
            out.println(FleetText.table(fleet));
        }
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
                            leases(server),
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

    private static String line(String upstream, BreakerReply breaker) {
        return String.format(
                Locale.ROOT,
                "The breaker of %s is %s: %.0f %% of %d failed, %.0f %% were slow%s.",
                upstream,
                breaker.state().replace('_', ' '),
                breaker.failureRate(),
                breaker.calls(),
                breaker.slowRate(),
                breaker.retryAfter() == 0 ? "" : ", requests are sent away for " + breaker.retryAfter() + " s");
    }

    /** What it goes on with though nobody waits for it is shown beside what it has. */
    private static String leases(ServerReply server) {
        return server.ghostLoad() == 0
                ? Integer.toString(server.leases())
                : server.leases() + " + " + server.ghostLoad() + " ghosts";
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
