package io.teal.simulator;

import io.teal.simulator.api.PythonJson;
import io.teal.simulator.fault.Faults;
import io.teal.simulator.probe.Controls;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The remote control of one server. */
record ServerControls(SimulatedServer server) implements Controls {
    @Override
    public String name() {
        return server.name();
    }

    @Override
    public Faults faults() {
        return server.faults();
    }

    @Override
    public Map<String, @Nullable Object> stats() {
        Stats stats = server.stats();
        return PythonJson.object(
                "instance", server.name(),
                "requests", stats.requests(),
                "in_flight", stats.inFlight(),
                "max_in_flight", stats.maxInFlight(),
                "generations_started", stats.generationsStarted(),
                "generations_finished", stats.generationsFinished(),
                "generations_abandoned", stats.generationsAbandoned(),
                "generations_failed", stats.generationsFailed(),
                "tokens", stats.tokens(),
                "per_key", stats.perKey(),
                "per_path", stats.perPath(),
                "connections_opened", stats.connectionsOpened(),
                "connections_open", stats.connectionsOpen(),
                "bytes_received", stats.bytesReceived());
    }

    @Override
    public void resetStats() {
        server.resetStats();
    }

    @Override
    public void killConnections() {
        server.killConnections();
    }
}
