package io.teal.gateway.exchange;

import io.teal.gateway.stats.OutcomeCounts;

/**
 * A route made ready to run.
 *
 * @param name of the route
 * @param action what it does
 * @param counts how its requests end, as long as no upstream is chosen
 */
record RouteEntry(String name, RouteAction action, OutcomeCounts counts) {}
