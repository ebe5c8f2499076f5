package io.teal.launcher.demo;

import io.teal.simulator.fault.Fault;
import java.util.Map;

/** What somebody typed at the prompt. */
sealed interface Order {
    /** An empty line. */
    record Nothing() implements Order {}

    /** It cannot be understood; {@code why} says what would be. */
    record Wrong(String why) implements Order {}

    /** Something goes wrong at a server from now on, with a probability of 0 to 1. */
    record SetFault(String server, Fault fault, double probability, Map<String, String> options) implements Order {}

    /** Nothing goes wrong at a server any more. */
    record Clear(String server) implements Order {}

    /** Nothing goes wrong anywhere any more. */
    record ClearAll() implements Order {}

    /** A server dies. */
    record Kill(String server) implements Order {}

    /** A server comes back, or dies and comes back. */
    record Restart(String server) implements Order {}

    /** A question through the gateway. */
    record Ask(String question) implements Order {}

    /** The list of faults. */
    record Faults() implements Order {}

    /** How the servers are. */
    record Status() implements Order {}

    /** What can be typed. */
    record Help() implements Order {}

    /** The end. */
    record Quit() implements Order {}
}
