package io.teal.gateway.routing;

/**
 * The identity of a server across revisions. Living state (leases, failures, ejection, learned times) is kept under it, so
 * that a new revision finds the state of the old one.
 *
 * @param service name of the service
 * @param upstream name of the upstream
 * @param address where the server listens
 */
public record ServerKey(String service, String upstream, Address address) {
    @Override
    public String toString() {
        return service + "/" + upstream + "/" + address;
    }
}
