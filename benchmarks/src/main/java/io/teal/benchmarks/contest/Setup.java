package io.teal.benchmarks.contest;

import java.util.List;
import java.util.Set;

/**
 * What every proxy of a field is set up to do.
 *
 * @param name for people
 * @param servers {@code host:port} of the upstream, chosen from by least connections
 * @param routes how many there are; with one it takes everything, else each takes what is below {@code /r0/}, {@code /r1/} …
 * @param cache whether answers to questions are kept
 * @param kinds who takes part
 */
public record Setup(String name, List<String> servers, int routes, boolean cache, Set<Kind> kinds) {
    public Setup {
        servers = List.copyOf(servers);
        kinds = Set.copyOf(kinds);
    }

    /** One route to these servers, no cache. */
    public static Setup plain(List<String> servers) {
        return new Setup("plain", servers, 1, false, Set.of(Kind.TEAL, Kind.NGINX, Kind.HAPROXY));
    }

    public Setup named(String wanted) {
        return new Setup(wanted, servers, routes, cache, kinds);
    }

    public Setup withRoutes(int wanted) {
        return new Setup(name, servers, wanted, cache, kinds);
    }

    public Setup withCache() {
        return new Setup(name, servers, routes, true, kinds);
    }

    public Setup with(Set<Kind> wanted) {
        return new Setup(name, servers, routes, cache, wanted);
    }
}
