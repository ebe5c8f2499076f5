package io.teal.launcher.cli.cache;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.CacheReply;
import io.teal.launcher.display.CacheText;
import io.teal.launcher.ending.CommandFailure;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code teal cache …}: what is kept of answers; those of its commands that only look. */
@Command(
        name = "cache",
        description = "Show and drop kept answers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CacheCommand.Stats.class,
            CacheCommand.Top.class,
            CacheCommand.Lookup.class,
            CacheChanges.Purge.class,
            CacheChanges.Warm.class,
            CacheChanges.Bump.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "  teal cache stats                           how much comes from the cache",
            "  teal cache lookup chat 如何申请年假？      what is kept for a question",
            "  teal cache purge chat --knowledge hr_faq   ask anew what hr_faq answered",
            "  teal cache warm chat green                 before green gets traffic"
        })
public final class CacheCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "which command of teal cache?");
    }

    /** {@code teal cache stats}. */
    @Command(name = "stats", description = "Show how much is answered from the cache, and why the rest is not.")
    static final class Stats implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            Reply<CacheReply> reply = admin.client().cache();
            return admin.show(reply, cache -> CacheText.stats(cache, Instant.now()));
        }
    }

    /** {@code teal cache top}. */
    @Command(name = "top", description = "List the questions that are asked most.")
    static final class Top implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "Only those to this service.")
        private String service = "";

        @Option(
                names = {"-n", "--lines"},
                paramLabel = "N",
                defaultValue = "20",
                description = "How many, 1 to 1000; ${DEFAULT-VALUE} when left out.")
        private int lines = 20;

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            Reply<CacheReply.Top> reply = admin.client().topQuestions(service, lines);
            return admin.show(reply, found -> CacheText.top(found.questions()));
        }
    }

    /** {@code teal cache lookup chat QUESTION}. */
    @Command(name = "lookup", description = "Show which answers to a question are kept.")
    static final class Lookup implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        @Parameters(index = "1", paramLabel = "QUESTION", description = "As anybody would type it.")
        private String question = "";

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            Reply<CacheReply.Found> reply = admin.client().lookUp(service, question);
            return admin.show(reply, found -> CacheText.found(found.answers()));
        }
    }
}
