package io.teal.gateway.routing;

import java.time.Duration;

/**
 * One instance in an upstream.
 *
 * @param address where it listens; unique within its upstream
 * @param weight share among the servers of its tier, 1 to 1000
 * @param backup serves only when no primary server is usable
 * @param down takes no requests
 * @param maxConns most leases at a time; 0 is no limit
 * @param maxFails failures within {@code failTimeout} that eject it; 0 never ejects
 * @param failTimeout both the window in which failures count and the time an ejection lasts, as in nginx
 * @param slowStart time over which its share grows to the full one after a recovery; zero is at once
 */
public record Server(
        Address address,
        int weight,
        boolean backup,
        boolean down,
        int maxConns,
        int maxFails,
        Duration failTimeout,
        Duration slowStart) {

    /** What a server has when its entry says only the address. */
    public static Server at(Address address) {
        return new Server(address, 1, false, false, 0, 3, Duration.ofSeconds(30), Duration.ZERO);
    }
}
