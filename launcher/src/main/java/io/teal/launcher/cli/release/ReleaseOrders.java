package io.teal.launcher.cli.release;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.RoutingText;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.display.Counted;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code teal release} that move one. Each move is a revision. */
final class ReleaseOrders {
    private static final String NEWEST = "latest";

    private ReleaseOrders() {}

    /** {@code teal release start chat --to green}. */
    @Command(name = "start", description = "Start a release, by the plan that the service has in the routing.")
    static final class Start implements Callable<Integer> {
        @Mixin
        private ReleaseOptions options = new ReleaseOptions();

        @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        @Option(
                names = "--to",
                required = true,
                paramLabel = "UPSTREAM",
                description = "The upstream that shall serve.")
        private String to = "";

        @Option(
                names = "--plan",
                paramLabel = "FILE",
                description =
                        "YAML or JSON with the keys of release in routing.yaml, instead of the plan of the service.")
        private @Nullable Path plan;

        @Option(
                names = "--force-gate",
                description = "Go past the questions and the fingerprint; needs the role admin and a reason.")
        private boolean force;

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            return options.show(options.client().startRelease(service, to, json(plan), force, options.reason()));
        }

        /** The plan of a file as the admin API takes it; empty for none. */
        private String json(@Nullable Path file) throws CommandFailure {
            if (file == null) {
                return "";
            }
            try {
                return RoutingText.toJson(RoutingText.parsePlan(file.toString(), Files.readString(file)));
            } catch (NoSuchFileException e) {
                throw new CommandFailure(
                        ExitCode.USAGE, "there is no file " + file + "; --plan names that of the plan", e);
            } catch (IOException e) {
                throw new CommandFailure(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage(), e);
            } catch (ConfigException e) {
                e.problems().forEach(options.err()::println);
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "nothing was started: " + Counted.of(e.problems().size(), "problem"),
                        e);
            }
        }
    }

    /** What all orders to the newest release of a service have in common. */
    private abstract static class Order implements Callable<Integer> {
        @Mixin
        private ReleaseOptions options = new ReleaseOptions();

        @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
        private String service = "";

        final int give(String verb, Map<String, Boolean> how) throws AdminFailure, CommandFailure {
            return options.show(options.client().order(service, NEWEST, verb, options.reason(), how));
        }
    }

    /** {@code teal release pause chat}. */
    @Command(name = "pause", description = "Stop a release where it is; its guard goes on.")
    static final class Pause extends Order {
        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            return give("pause", Map.of());
        }
    }

    /** {@code teal release resume chat}. */
    @Command(name = "resume", description = "Let a paused release go on where it was.")
    static final class Resume extends Order {
        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            return give("resume", Map.of());
        }
    }

    /** {@code teal release promote chat}. */
    @Command(name = "promote", description = "Let a release go on to its next step without waiting.")
    static final class Promote extends Order {
        @Option(names = "--full", description = "Go to the last step at once.")
        private boolean full;

        @Option(names = "--force", description = "Go past the gate; needs the role admin and a reason.")
        private boolean force;

        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            return give("promote", Map.of("full", full, "force", force));
        }
    }

    /** {@code teal release abort chat}. */
    @Command(name = "abort", description = "End a release; the weights are those from before it.")
    static final class Abort extends Order {
        @Override
        public Integer call() throws AdminFailure, CommandFailure {
            return give("abort", Map.of());
        }
    }
}
