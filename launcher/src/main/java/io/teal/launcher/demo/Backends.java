package io.teal.launcher.demo;

import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Simulated Chatchat servers on this machine. */
public final class Backends implements AutoCloseable {
    /** Port of blue-1 in the shipped routing; the others are at fixed distances from it. */
    public static final int SHIPPED_PORT = 8001;

    /** A quarter of the time that real ones take. */
    public static final double SCALE = 0.25;

    private static final Map<String, Integer> SHIPPED = shipped();

    private final Fleet fleet;

    private Backends(Fleet fleet) {
        this.fleet = fleet;
    }

    private static Map<String, Integer> shipped() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("blue-1", SHIPPED_PORT);
        ports.put("blue-2", SHIPPED_PORT + 1);
        ports.put("blue-3", SHIPPED_PORT + 2);
        ports.put("green-1", SHIPPED_PORT + 10);
        return ports;
    }

    /**
     * The servers of the shipped routing moved together, so that blue-1 is at {@code first}.
     *
     * @param first 0 gives each a free port
     */
    public static Map<String, Integer> shippedFrom(int first) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        SHIPPED.forEach((name, port) -> ports.put(name, first == 0 ? 0 : port - SHIPPED_PORT + first));
        return ports;
    }

    /**
     * Starts servers of these names and ports; one whose name begins with {@code green} has the newer knowledge.
     *
     * @param scale how long they take, as a part of the time real ones do
     * @throws IllegalStateException when a port is taken; nothing is left running then
     */
    public static Backends start(Map<String, Integer> ports, double scale) {
        return new Backends(Fleet.start(ports.entrySet().stream()
                .map(entry -> Instance.named(entry.getKey())
                        .withPort(entry.getValue())
                        .withGeneration(entry.getKey().startsWith("green") ? "2" : "1")
                        .withTiming(Timing.scaled(scale)))
                .toArray(Instance[]::new)));
    }

    /** Where a server of the shipped routing is in this run: both as {@code host:port}. */
    Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        for (SimulatedServer server : fleet.servers()) {
            Integer shipped = SHIPPED.get(server.name());
            if (shipped != null) {
                addresses.put("127.0.0.1:" + shipped, server.address());
            }
        }
        return addresses;
    }

    /** All of them. */
    List<SimulatedServer> servers() {
        return fleet.servers();
    }

    /** Their names. */
    List<String> names() {
        return fleet.servers().stream().map(SimulatedServer::name).toList();
    }

    /** The one of this name, which must be one of them. */
    SimulatedServer server(String name) {
        return fleet.server(name);
    }

    /** Address of one of them. */
    String address(String name) {
        return fleet.server(name).address();
    }

    /** {@code blue-1 at 127.0.0.1:8001, …}. */
    @Override
    public String toString() {
        return fleet.servers().stream()
                .map(server -> server.name() + " at " + server.address())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        fleet.close();
    }
}
