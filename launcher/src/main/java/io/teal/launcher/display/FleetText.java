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
        if (fleet.converged()) {
            return fleet.gateways().size() == 1
                    ? "this gateway is the only one"
                    : "all " + fleet.gateways().size() + " gateways serve it";
        }
        List<String> late = new ArrayList<>();
        for (GatewayReply gateway : fleet.gateways()) {
            if (!gateway.state().equals("serving")) {
                late.add(gateway.name() + " (" + gateway.id() + ") " + what(gateway));
            }
        }
        return "not every gateway serves it: " + String.join("; ", late);
    }

    /** What is added to what became of an order that other gateways hear of. */
    public static String reach(boolean shared) {
        return shared ? "; so it is on the other gateways" : "";
    }

    private static String what(GatewayReply gateway) {
        return gateway.state().equals("silent")
                ? "has not been heard of for " + RevisionText.age(Duration.ofMillis(gateway.lastSeenMillis()))
                        + ", and served revision " + gateway.revision()
                : "serves revision " + gateway.revision();
    }

    /** One on a line. */
    public static Table table(FleetReply fleet) {
        Table table = new Table("", "GATEWAY", "ID", "STATE", "REVISION", "HEARD");
        for (GatewayReply gateway : fleet.gateways()) {
            table.row(
                    gateway.self() ? "*" : "",
                    gateway.name(),
                    gateway.id(),
                    gateway.state(),
                    Long.toString(gateway.revision()),
                    gateway.self() ? "-" : RevisionText.age(Duration.ofMillis(gateway.lastSeenMillis())) + " ago");
        }
        return table;
    }
}
