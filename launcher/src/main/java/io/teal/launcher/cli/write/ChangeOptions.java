package io.teal.launcher.cli.write;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.cli.option.TimeConverter;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.Writing;
import io.teal.launcher.client.reply.DryRunReply;
import io.teal.launcher.client.reply.FleetReply;
import io.teal.launcher.client.reply.RevisionReply;
import io.teal.launcher.display.ChangesText;
import io.teal.launcher.display.FleetText;
import io.teal.launcher.display.Paint;
import io.teal.launcher.display.RevisionText;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that makes a revision has in common: why, based on which revision, and what to tell afterwards. */
final class ChangeOptions extends AdminOptions {
    private static final int SHOWN = 20;

    @Option(
            names = {"-m", "--reason"},
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Why; kept in the history.")
    private String reason = "";

    @Option(
            names = "--if-revision",
            paramLabel = "N",
            description = "Change only while revision N serves; otherwise whatever serves at this moment.")
    private long expected;

    @Option(
            names = "--dry-run",
            description = "Change nothing; tell what would be different, or what is wrong with it.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            negatable = true,
            description = {
                "Wait until every gateway that shares the routing has shown through its listeners that it serves the change;"
                        + " exit code 5 when one has not. A switch and a rollback do so for 5 s when this is left out;"
                        + " --no-wait returns when the change is in effect at the gateway that is asked."
            })
    private @Nullable Boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = TimeConverter.class,
            description = "How long --wait waits, ${DEFAULT-VALUE} when left out, 50s at most.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            defaultValue = "",
            description = "A word for this change: repeated with the same word it is made once.")
    private String key = "";

    /** Makes one change and prints the revision it led to. Names whoever was quicker. */
    int make(Change change) throws AdminFailure, CommandFailure {
        AdminClient client = client();
        long seen = expected > 0 ? expected : client.currentRevision();
        Writing writing = new Writing(
                seen,
                reason,
                key.isEmpty() ? UUID.randomUUID().toString() : key,
                dryRun,
                wait == null ? null : wait ? timeout : Duration.ZERO);
        Reply<RevisionReply> reply;
        try {
            reply = change.on(client, writing);
        } catch (AdminFailure e) {
            throw switch (e.kind()) {
                case CONFLICT -> conflict(client, seen, e);
                case BROKEN_OFF, UNREACHABLE -> unknown(writing, e);
                case DENIED, INVALID, UNABLE, BROKEN -> e;
            };
        }
        return dryRun ? tried(reply.as(DryRunReply.class), reply.json()) : made(reply);
    }

    private int tried(DryRunReply tried, String json) {
        int unused = show(new Reply<>(tried, json), words -> ChangesText.tried(words, Paint.onTerminal()));
        return tried.valid() ? ExitCode.OK : ExitCode.USAGE;
    }

    private int made(Reply<RevisionReply> reply) throws AdminFailure {
        int done = show(reply, RevisionText::done);
        FleetReply fleet = reply.as(FleetReply.class);
        if (fleet.gateways().isEmpty()) {
            return done;
        }
        if (!json()) {
            out().println(FleetText.converged(fleet));
        }
        return fleet.converged() ? ExitCode.OK : ExitCode.NOT_EVERYWHERE;
    }

    /** Nobody said how it ended. */
    private AdminFailure unknown(Writing writing, AdminFailure failure) {
        return new AdminFailure(
                failure.kind(),
                failure.getMessage()
                        + "\nWhether it was changed is not known: teal history tells, and the same command with"
                        + " --if-revision " + writing.seen() + " --idempotency-key " + writing.key()
                        + " changes it once at most.");
    }

    private static AdminFailure conflict(AdminClient client, long seen, AdminFailure refusal) {
        List<RevisionReply> newer;
        try {
            newer = client.history(SHOWN).value().revisions().stream()
                    .filter(revision -> revision.revision() > seen)
                    .toList();
        } catch (AdminFailure e) {
            return refusal;
        }
        StringBuilder message = new StringBuilder("nothing was changed: revision " + seen + " no longer serves");
        for (RevisionReply revision : newer) {
            message.append("\n  meanwhile ").append(RevisionText.line(revision, Instant.now()));
        }
        return new AdminFailure(refusal.kind(), message.toString());
    }

    /** Asks for the change. */
    interface Change {
        /**
         * Asks once.
         *
         * @param writing the revision the change is based on, and how it is to be made
         */
        Reply<RevisionReply> on(AdminClient client, Writing writing) throws AdminFailure;
    }
}
