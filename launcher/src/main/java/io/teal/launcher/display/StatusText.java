package io.teal.launcher.display;

import io.teal.launcher.client.reply.FleetReply;
import io.teal.launcher.client.reply.RevisionReply;
import io.teal.launcher.client.reply.ServiceReply;
import io.teal.launcher.client.reply.ServiceReply.BreakerReply;
import io.teal.launcher.client.reply.ServiceReply.ServerReply;
import io.teal.launcher.client.reply.ServiceReply.UpstreamReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What goes where and how the servers are, in words. */
public final class StatusText {
    private StatusText() {}

    /**
     * The revision, every server on a line, breakers that are not closed, and the gateways when there are several.
     *
     * @param serving the revision that serves; null when nothing is known of it
     */
    public static String page(ServiceReply.All all, @Nullable RevisionReply serving, FleetReply fleet, Instant now) {
        StringJoiner parts = new StringJoiner("\n\n");
        if (serving != null) {
            parts.add(RevisionText.line(serving, now));
        }
        parts.add(table(all).toString());
        for (ServiceReply service : all.services()) {
            for (UpstreamReply upstream : service.upstreams()) {
                BreakerReply breaker = upstream.breaker();
                if (breaker != null && !breaker.state().equals("closed")) {
                    parts.add(line(service.name() + "/" + upstream.name(), breaker));
                }
            }
        }
        if (fleet.shared()) {
            parts.add(FleetText.table(fleet).toString());
            if (!fleet.connected()) {
                parts.add("This gateway hears nothing of the others: " + fleet.problem());
            }
        }
        return parts.toString();
    }

    private static Table table(ServiceReply.All all) {
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

    /** What it has for other gateways, and what it goes on with though nobody waits for it, is shown beside what it has. */
    private static String leases(ServerReply server) {
        String elsewhere = server.elsewhere() == 0 ? "" : " + " + server.elsewhere() + " elsewhere";
        String ghosts = server.ghostLoad() == 0 ? "" : " + " + server.ghostLoad() + " ghosts";
        return server.leases() + elsewhere + ghosts;
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
