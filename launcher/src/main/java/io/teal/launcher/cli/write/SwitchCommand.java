package io.teal.launcher.cli.write;

import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code teal switch chat green}, {@code teal switch chat blue=80 green=20}. */
@Command(
        name = "switch",
        description = "Send a service's traffic to another upstream, all at once or in shares.",
        footer = {
            "",
            "  teal switch chat green                 everything to green",
            "  teal switch chat blue=80 green=20      80 % blue, 20 % green"
        })
public final class SwitchCommand implements Callable<Integer> {
    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "UPSTREAM[=WEIGHT]",
            description = "One upstream, or weights of several.")
    private List<String> targets = List.of();

    @Override
    public Integer call() throws AdminFailure, CommandFailure {
        if (targets.size() == 1 && !targets.getFirst().contains("=")) {
            String upstream = targets.getFirst();
            return options.make((client, writing) -> client.switchTo(service, upstream, writing));
        }
        Map<String, Integer> weights = weights(targets);
        return options.make((client, writing) -> client.split(service, weights, writing));
    }

    private static Map<String, Integer> weights(List<String> targets) throws CommandFailure {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (String target : targets) {
            int equals = target.indexOf('=');
            String upstream = equals < 0 ? target : target.substring(0, equals);
            Integer before;
            try {
                before = weights.put(upstream, Integer.parseUnsignedInt(target.substring(equals + 1)));
            } catch (NumberFormatException e) {
                throw new CommandFailure(
                        ExitCode.USAGE, target + " is not UPSTREAM=WEIGHT with a whole number, blue=80 say");
            }
            if (before != null) {
                throw new CommandFailure(ExitCode.USAGE, upstream + " is named twice");
            }
        }
        return weights;
    }
}
