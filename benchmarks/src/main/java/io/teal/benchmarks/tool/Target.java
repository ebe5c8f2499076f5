package io.teal.benchmarks.tool;

import java.util.List;

/**
 * What load is made on: a port of 127.0.0.1, the requests that are sent in turn, and what their answers must be.
 *
 * @param field of the head of every answer, with its value, such as {@code X-Cache: HIT}; empty when it does not matter
 */
public record Target(int port, List<Request> requests, String field) {
    public Target {
        requests = List.copyOf(requests);
    }

    /** One whose answers may have any head. */
    public static Target of(int port, List<Request> requests) {
        return new Target(port, requests, "");
    }
}
