package io.teal.gateway.routing;

/**
 * Which requests get what.
 *
 * @param name unique within its routing
 * @param match which requests
 * @param action what happens to them
 */
public record Route(String name, RouteMatch match, Action action) {}
