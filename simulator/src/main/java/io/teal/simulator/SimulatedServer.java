package io.teal.simulator;

import io.netty.channel.EventLoopGroup;
import io.teal.simulator.answer.Generations;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.Faults;
import io.teal.simulator.wire.Ledger;
import io.teal.simulator.wire.Listener;
import io.teal.simulator.wire.ReceivedRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One running instance of a fleet. Its methods may be called from any thread but an event loop. */
public final class SimulatedServer {
    private final Instance instance;
    private final EventLoopGroup loops;
    private final Ledger ledger = new Ledger();
    private final Generations generations = new Generations();
    private final Faults faults;
    private final Site site;
    private final Listener listener;
    private final AtomicInteger life = new AtomicInteger();

    SimulatedServer(Instance instance, EventLoopGroup loops) {
        this.instance = instance;
        this.loops = loops;
        this.faults = new Faults(instance.seed(), this::refuse);
        this.site = new Site(instance, this, generations);
        this.listener = new Listener(
                loops,
                instance.port(),
                instance.timing().keepAlive(),
                instance.flavour().server(),
                ledger,
                site::accept);
    }

    void start() {
        var unused = listener.open().join();
    }

    public String name() {
        return instance.name();
    }

    public int port() {
        return listener.port();
    }

    /** Host and port: {@code 127.0.0.1:8001}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    public Instance instance() {
        return instance;
    }

    /** The counts of this moment. */
    public Stats stats() {
        return Stats.of(ledger, generations);
    }

    /** The last requests received, oldest first, with the beginning of their bodies. */
    public List<ReceivedRequest> requests() {
        return ledger.recent();
    }

    /** Starts to count from nothing. */
    public void resetStats() {
        ledger.reset();
        generations.reset();
    }

    /** What goes wrong on this instance. */
    public Faults faults() {
        return faults;
    }

    /** Dies as by SIGKILL: connections are refused and all open ones reset. Returns when that has happened. */
    public void kill() {
        life.incrementAndGet();
        // First of all, so that the loss of its connections does not look like clients that leave.
        site.die();
        listener.kill();
        listener.awaitClosed();
    }

    /** Comes back on the same port with what a process has on disk. With {@link Fault#REFUSE} set, only after its time. */
    public void restart() {
        kill();
        faults.restarted();
        site.comeBack();
        Map<String, String> refusing = faults.options(Fault.REFUSE);
        if (refusing == null) {
            start();
        } else {
            refuse(refusing);
        }
    }

    /** Closes the listening socket and all connections in the ordinary way. */
    public void stop() {
        life.incrementAndGet();
        site.die();
        listener.close();
        listener.awaitClosed();
    }

    /** Resets every open connection and goes on listening. */
    public void killConnections() {
        listener.resetConnections();
    }

    private void refuse(Map<String, String> options) {
        int now = life.get();
        listener.refuse();
        long millis = Long.parseLong(options.getOrDefault("ms", "1000"));
        var unused = loops.schedule(
                () -> {
                    if (life.get() == now) {
                        var unusedToo = listener.open();
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }
}
