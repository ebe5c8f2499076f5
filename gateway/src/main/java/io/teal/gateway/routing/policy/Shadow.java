package io.teal.gateway.routing.policy;

/**
 * That a share of the questions of a service also goes to another of its upstreams than the one that answers them. What that
 * answers reaches nobody; it is compared.
 *
 * @param to the upstream that gets them
 * @param sharePercent of the questions that others answer, 0 to 100
 */
public record Shadow(String to, int sharePercent) {
    /** What a configuration that names an upstream alone means: every tenth question. */
    public static final int DEFAULT_SHARE = 10;
}
