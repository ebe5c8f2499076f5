package io.teal.launcher.cli.release;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.GateReply;
import io.teal.launcher.client.reply.ReleaseReply;
import io.teal.launcher.display.GateText;
import io.teal.launcher.display.ReleaseText;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code teal release …}; those of its commands that only look. */
@Command(
        name = "release",
        description = "Take a service from one upstream to another, step by step.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ReleaseOrders.Start.class,
            ReleaseWatch.class,
            ReleaseOrders.Pause.class,
            ReleaseOrders.Resume.class,
            ReleaseOrders.Promote.class,
            ReleaseOrders.Abort.class,
            ReleaseCommand.Report.class,
            ReleaseCommand.All.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "  teal release start chat --to green    by the plan of the service",
            "  teal release watch chat               until it is over",
            "  teal release abort chat               back to the weights before it",
            "  teal rollback                         the same, whatever is going on"
        })
public final class ReleaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which command of teal release?");
    }

    /** {@code teal release report chat [ID]}. */
    @Command(name = "report", description = "Tell how a release went, and what its questions showed.")
    static final class Report implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "ID",
                defaultValue = "latest",
                description = "Which release; the newest when left out.")
        private String id = "latest";

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            AdminClient client = admin.client();
            Reply<ReleaseReply> release = client.release(service, id);
            Reply<GateReply> gate;
            try {
                gate = client.gateReport(service, release.value().id());
            } catch (AdminFailure e) {
                boolean none = e.kind() == AdminFailure.Kind.INVALID;
                show(release, null, none ? e.getMessage() : "");
                if (none) {
                    return ExitCode.OK;
                }
                throw e;
            }
            show(release, gate, GateText.of(gate.value()));
            return ExitCode.OK;
        }

        /** @param questions what is to be said of them; empty for nothing */
        private void show(Reply<ReleaseReply> release, @Nullable Reply<GateReply> gate, String questions) {
            if (admin.json()) {
                admin.out().println(release.jsonWith("report", gate));
                return;
            }
            admin.out().println(ReleaseText.whole(release.value()));
            if (!questions.isEmpty()) {
                admin.out().println();
                admin.out().println(questions);
            }
        }
    }

    /** {@code teal release list chat}. */
    @Command(name = "list", description = "List the releases of a service, the newest first.")
    static final class All implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        @Option(
                names = {"-n", "--limit"},
                paramLabel = "N",
                defaultValue = "20",
                description = "How many, 1 to 1000; ${DEFAULT-VALUE} when left out.")
        private int limit = 20;

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            return admin.show(admin.client().releases(service, limit), all -> ReleaseText.list(all, Instant.now()));
        }
    }
}
