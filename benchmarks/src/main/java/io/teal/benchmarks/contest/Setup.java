package io.teal.benchmarks.contest;

import java.util.List;
import java.util.Set;

/**
 * What every proxy of a field is set up to do.
 *
 * @param name for people
 * @param servers {@code host:port} of the upstream, chosen from by least connections
 * @param green servers of a second upstream that gets nothing at first; Teal only, and usually none
 * @param routes how many there are; with one it takes everything, else each takes what is below {@code /r0/}, {@code /r1/} …
 * @param cache whether answers to questions are kept
 * @param streams how many answers are event streams that are open at once; with any, events are passed on one by one
 * @param kinds who takes part
 * @param kept whether the field is used by more than one row
 */
public record Setup(
        String name,
        List<String> servers,
        List<String> green,
        int routes,
        boolean cache,
        int streams,
        Set<Kind> kinds,
        boolean kept) {
    public Setup {
        servers = List.copyOf(servers);
        green = List.copyOf(green);
        kinds = Set.copyOf(kinds);
    }

    /** One route to these servers, no cache; Teal, nginx and HAProxy. */
    public static Setup of(String name, List<String> servers) {
        return new Setup(name, servers, List.of(), 1, false, 0, Set.of(Kind.TEAL, Kind.NGINX, Kind.HAPROXY), false);
    }

    /** With a second upstream. */
    public Setup withGreen(List<String> wanted) {
        return new Setup(name, servers, wanted, routes, cache, streams, kinds, kept);
    }

    /** With so many routes. */
    public Setup withRoutes(int wanted) {
        return new Setup(name, servers, green, wanted, cache, streams, kinds, kept);
    }

    /** With a cache. */
    public Setup withCache() {
        return new Setup(name, servers, green, routes, true, streams, kinds, kept);
    }

    /** With so many streams. */
    public Setup withStreams(int wanted) {
        return new Setup(name, servers, green, routes, cache, wanted, kinds, kept);
    }

    /** With these only. */
    public Setup with(Set<Kind> wanted) {
        return new Setup(name, servers, green, routes, cache, streams, wanted, kept);
    }

    /** For more than one row. */
    public Setup forSeveral() {
        return new Setup(name, servers, green, routes, cache, streams, kinds, true);
    }
}
