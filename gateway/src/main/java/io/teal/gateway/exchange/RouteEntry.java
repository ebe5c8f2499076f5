package io.teal.gateway.exchange;

import io.teal.gateway.stats.RequestStats;

/**
 * A route made ready to run.
 *
 * @param name of the route
 * @param action what it does
 * @param counts where its requests are counted as long as no upstream is chosen
 */
record RouteEntry(String name, RouteAction action, RequestStats counts) {}
