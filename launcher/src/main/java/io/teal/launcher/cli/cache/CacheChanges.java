package io.teal.launcher.cli.cache;

import io.teal.launcher.cli.option.AdminOptions;
import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminClient.Reply;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.reply.CacheReply;
import io.teal.launcher.client.reply.CacheReply.Warmed;
import io.teal.launcher.display.CacheText;
import io.teal.launcher.display.Counted;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code teal cache} that change what is kept. None of them makes a revision. */
final class CacheChanges {
    private CacheChanges() {}

    /** {@code teal cache purge chat}, of it {@code --question Q} or {@code --knowledge KB}, or {@code --all}. */
    @Command(
            name = "purge",
            description = "Drop kept answers, so that they are asked for anew.",
            footer = {
                "",
                "  teal cache purge chat                              what chat answered",
                "  teal cache purge chat --knowledge hr_faq           of it what hr_faq did",
                "  teal cache purge chat --question 如何申请年假？    of it this question",
                "  teal cache purge --all                             everything"
            })
    static final class Purge implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        @Option(
                names = "--question",
                paramLabel = "QUESTION",
                description = "Only the answers to it, as anybody would type it.")
        private @Nullable String question;

        @Option(names = "--knowledge", paramLabel = "KB", description = "Only the answers from this knowledge base.")
        private @Nullable String knowledge;

        @Option(names = "--all", description = "The answers of all services.")
        private boolean all;

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            check();
            Reply<CacheReply.Purged> reply = purge(admin.client());
            return admin.show(reply, purged -> Counted.of(purged.dropped(), "answer") + " dropped; " + told());
        }

        private void check() throws CommandFailure {
            if (all == !service.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        all
                                ? "either SERVICE or --all, not both"
                                : "which answers? SERVICE with or without --question or --knowledge, or --all");
            }
            if (question != null && knowledge != null) {
                throw new CommandFailure(ExitCode.USAGE, "either --question or --knowledge, not both");
            }
            if (all && (question != null || knowledge != null)) {
                throw new CommandFailure(ExitCode.USAGE, "--question and --knowledge need SERVICE, not --all");
            }
        }

        private Reply<CacheReply.Purged> purge(AdminClient client) throws AdminFailure {
            if (all) {
                return client.purge();
            }
            if (question != null) {
                return client.purgeQuestion(service, question);
            }
            return knowledge == null ? client.purge(service) : client.purgeKnowledge(service, knowledge);
        }

        private String told() {
            if (all) {
                return "every question is asked anew";
            }
            if (question != null) {
                return service + " is asked this question anew";
            }
            return knowledge == null
                    ? service + " is asked every question anew"
                    : service + " is asked every question to " + knowledge + " anew";
        }
    }

    /** {@code teal cache warm chat green}. */
    @Command(
            name = "warm",
            description = {
                "Ask an upstream what is asked most and keep its answers.",
                "For before it gets traffic. Takes as long as the answers do."
            })
    static final class Warm implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        @Parameters(index = "1", paramLabel = "UPSTREAM", description = "The upstream that is asked.")
        private String upstream = "";

        @Option(
                names = "--top",
                paramLabel = "N",
                defaultValue = "50",
                description = "How many questions, 1 to 1000; ${DEFAULT-VALUE} when left out.")
        private int top = 50;

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            Reply<Warmed> reply = admin.client().warm(service, upstream, top);
            Warmed warmed = reply.value();
            int done = admin.show(reply, CacheText::warmed);
            boolean inVain = warmed.stored() + warmed.alreadyThere() == 0
                    && !warmed.failed().isEmpty();
            return inVain ? ExitCode.FAILED : done;
        }
    }

    /** {@code teal cache bump chat hr_faq}. */
    @Command(
            name = "bump",
            description = {
                "Say that a knowledge base has changed.",
                "For changes that do not pass through the gateway: what was answered",
                "from the base before is not given any more."
            })
    static final class Bump implements Callable<Integer> {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        @Parameters(index = "1", paramLabel = "KB", description = "Name of the knowledge base.")
        private String knowledge = "";

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            Reply<CacheReply.Bumped> reply = admin.client().bump(service, knowledge);
            return admin.show(reply, bumped -> service + " is asked every question to " + knowledge + " anew");
        }
    }
}
