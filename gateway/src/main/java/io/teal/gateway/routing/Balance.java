package io.teal.gateway.routing;

/** How a server is chosen inside an upstream. */
public sealed interface Balance {

    /** The fewest leases for its weight; ties by smooth weighted round robin. */
    record LeastConn() implements Balance {}

    /** Smooth weighted round robin. */
    record RoundRobin() implements Balance {}

    /** The least learned first-byte time, counting the leases that wait there already. */
    record LeastTime() implements Balance {}

    /** The same server for the same attribute, as long as its load stays within a bound of the mean. */
    record Hash(RequestAttribute by) implements Balance {}
}
