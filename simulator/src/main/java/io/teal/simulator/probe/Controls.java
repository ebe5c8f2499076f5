package io.teal.simulator.probe;

import io.teal.simulator.fault.Faults;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the remote control of an instance can reach. Safe for several threads; nothing in it blocks. */
public interface Controls {
    String name();

    Faults faults();

    /** The counters by name. */
    Map<String, @Nullable Object> stats();

    void resetStats();

    /** Resets every open connection, that of the caller included. */
    void killConnections();
}
