package io.teal.launcher.cli;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.RevisionReply;
import io.teal.launcher.display.RevisionText;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that makes a revision has in common: why, based on which revision, and what to tell afterwards. */
final class ChangeOptions {
    @Mixin
    private AdminOptions admin = new AdminOptions();

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

    String reason() {
        return reason;
    }

    /** Makes one change and prints the revision it led to. Names whoever was quicker. */
    int make(PrintWriter out, Change change) throws AdminFailure, CommandFailure {
        AdminClient client = admin.client();
        long seen = expected > 0 ? expected : client.currentRevision();
        Reply<RevisionReply> reply;
        try {
            reply = change.on(client, seen);
        } catch (AdminFailure e) {
            throw e.kind() == AdminFailure.Kind.CONFLICT ? conflict(client, seen, e) : e;
        }
        out.println(admin.json() ? reply.json() : RevisionText.done(reply.value()));
        return ExitCode.OK;
    }

    private static AdminFailure conflict(AdminClient client, long seen, AdminFailure refusal) {
        List<RevisionReply> newer;
        try {
            newer = client.history().value().revisions().stream()
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
         * @param seen the revision the change is based on
         */
        Reply<RevisionReply> on(AdminClient client, long seen) throws AdminFailure;
    }
}
