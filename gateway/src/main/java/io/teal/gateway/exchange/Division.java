package io.teal.gateway.exchange;

import io.teal.gateway.matching.TrafficDecider.Decision;

/**
 * Where the traffic of a service sends a request.
 *
 * @param service its name
 * @param decision the upstream, and why
 */
public record Division(String service, Decision decision) {}
