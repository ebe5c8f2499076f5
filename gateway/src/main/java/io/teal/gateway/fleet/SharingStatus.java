package io.teal.gateway.fleet;

/**
 * What a gateway shares with others at one moment.
 *
 * @param gateways how many others have been heard in the last second
 * @param ordersHeld how many orders for servers the others have not been told yet
 * @param rateGranted requests that were let through by a rate that is shared, since the start
 * @param rateRefused requests that were refused by one
 * @param rateAlone requests this gateway decided by its own counts, since no answer came in time
 * @param secondsLate what other gateways counted in a second, and told too late or with another time of day
 */
public record SharingStatus(
        int gateways, int ordersHeld, long rateGranted, long rateRefused, long rateAlone, long secondsLate) {}
