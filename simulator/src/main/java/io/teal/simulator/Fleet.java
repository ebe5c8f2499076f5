package io.teal.simulator;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running set of simulated instances, which share two event loops. Closing it ends all of them. */
public final class Fleet implements AutoCloseable {
    private static final int THREADS = 2;

    private final EventLoopGroup loops;
    private final List<SimulatedServer> servers;

    private Fleet(EventLoopGroup loops, List<SimulatedServer> servers) {
        this.loops = loops;
        this.servers = servers;
    }

    /**
     * Starts the instances and returns when all of them listen.
     *
     * @throws IllegalStateException when a port is taken; nothing is left running then
     */
    public static Fleet start(Instance... instances) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("simulator", true), NioIoHandler.newFactory());
        List<SimulatedServer> servers = new ArrayList<>();
        for (Instance instance : instances) {
            servers.add(new SimulatedServer(instance, loops));
        }
        Fleet fleet = new Fleet(loops, List.copyOf(servers));
        try {
            servers.forEach(SimulatedServer::start);
        } catch (RuntimeException e) {
            fleet.close();
            throw new IllegalStateException("the fleet cannot start", e);
        }
        return fleet;
    }

    /**
     * The server of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public SimulatedServer server(String name) {
        for (SimulatedServer server : servers) {
            if (server.name().equals(name)) {
                return server;
            }
        }
        throw new IllegalArgumentException("no server is named " + name);
    }

    /** All servers in the order in which they were described. */
    public List<SimulatedServer> servers() {
        return servers;
    }

    @Override
    public void close() {
        servers.forEach(SimulatedServer::stop);
        var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
