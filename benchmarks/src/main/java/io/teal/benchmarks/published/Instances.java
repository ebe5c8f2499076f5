package io.teal.benchmarks.published;

import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.pace.Overload;
import java.time.Duration;
import java.util.List;

/**
 * The three instances of the test. How they bear load is fitted to its rows: a question that is alone takes 200 ms, 12 % of
 * them for the search, where questions queue up; each further question slows all by 86 %, so that three instances
 * together never do much more than 16 a second; from the tenth question on, one in flight more is 8 % more failures.
 */
public final class Instances implements AutoCloseable {
    /** How many questions Teal lets an instance have at a time: with three, one is searched for while two are answered. */
    public static final int PLACES = 3;

    private static final Overload OVERLOAD =
            Overload.of(Duration.ofMillis(200), 1, 86, 9, 8).withRetrieval(12);

    private final Fleet fleet;

    private Instances(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Starts them; their work takes {@code scale} times as long as that of real ones. */
    public static Instances start(double scale) {
        Overload overload = Overload.of(
                        TimeScale.times(OVERLOAD.work(), scale),
                        OVERLOAD.comfortable(),
                        OVERLOAD.slowdown(),
                        OVERLOAD.limit(),
                        OVERLOAD.failure())
                .withRetrieval(OVERLOAD.retrieval());
        return new Instances(Fleet.start(
                Instance.named("chat-1").withSeed(1).withOverload(overload),
                Instance.named("chat-2").withSeed(2).withOverload(overload),
                Instance.named("chat-3").withSeed(3).withOverload(overload)));
    }

    /** Where they listen, as {@code host:port}. */
    public List<String> addresses() {
        return fleet.servers().stream().map(SimulatedServer::address).toList();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
