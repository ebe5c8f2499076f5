package io.teal.launcher.display;

import io.teal.launcher.client.reply.FleetReply;
import io.teal.launcher.client.reply.FleetReply.GatewayReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gateways in words. */
public final class FleetText {
    private FleetText() {}

    /** How far a change has come. */
    public static String converged(FleetReply fleet) {
        int all = fleet.gateways().size();
        long there = fleet.gateways().stream()
                .filter(gateway -> gateway.state().equals("serving"))
                .count();
        String shown = "in effect at " + there + " of " + Counted.of(all, "gateway") + after(fleet);
        if (fleet.converged()) {
            return shown + ", proven through " + (all == 1 ? "its" : "their") + " listeners";
        }
        List<String> late = new ArrayList<>();
        for (GatewayReply gateway : fleet.gateways()) {
            if (!gateway.state().equals("serving")) {
                late.add(gateway.name() + " (" + gateway.id() + ") " + what(gateway));
            }
        }
        return shown + (late.isEmpty() ? "; the others cannot be heard" : "; not yet: " + String.join("; ", late));
    }

    /** How long the slowest took. */
    private static String after(FleetReply fleet) {
        long slowest = -1;
        for (GatewayReply gateway : fleet.gateways()) {
            Long millis = gateway.provenMillis();
            slowest = millis == null ? slowest : Math.max(slowest, millis);
        }
        return slowest < 0 ? "" : " after " + RevisionText.age(Duration.ofMillis(slowest));
    }

    /** What is added to what became of an order that other gateways hear of. */
    public static String reach(boolean shared) {
        return shared ? "; so it is on the other gateways" : "";
    }

    private static String what(GatewayReply gateway) {
        return switch (gateway.state()) {
            case "silent" ->
                "has not been heard of for " + RevisionText.age(Duration.ofMillis(gateway.lastSeenMillis()))
                        + ", and served revision " + gateway.revision();
            case "unproven" -> "has it in effect, but " + gateway.problem();
            default -> "has revision " + gateway.revision() + " in effect";
        };
    }

    /** One on a line. */
    public static Table table(FleetReply fleet) {
        Table table = new Table("", "GATEWAY", "ID", "STATE", "REVISION", "HEARD");
        for (GatewayReply gateway : fleet.gateways()) {
            table.row(
                    gateway.self() ? "*" : "",
                    gateway.name(),
                    gateway.id(),
                    gateway.problem().isEmpty() ? gateway.state() : gateway.state() + " (" + gateway.problem() + ")",
                    Long.toString(gateway.revision()),
                    gateway.self() ? "-" : RevisionText.age(Duration.ofMillis(gateway.lastSeenMillis())) + " ago");
        }
        return table;
    }
}
