package io.teal.gateway.upstream.shared;

import io.teal.gateway.routing.Address;
import java.util.List;

/**
 * What one gateway has at the servers of one upstream at one moment.
 *
 * @param service which service
 * @param upstream which of its upstreams
 * @param granted places it was ever granted there, of which only the growth says something
 * @param waiting requests that wait for a place in it
 * @param servers those of its servers with which it has something
 */
public record GroupLoad(String service, String upstream, long granted, int waiting, List<AtServer> servers) {
    /**
     * What it has at one server.
     *
     * @param address which one
     * @param leases requests
     * @param ghosts what is left of those that were broken off, in thousandths of a request
     */
    public record AtServer(Address address, int leases, int ghosts) {}

    /** Whether there is nothing to tell. */
    public boolean idle() {
        return waiting == 0 && servers.isEmpty();
    }
}
