package io.teal.gateway.routing.policy;

/**
 * That a share of the questions of a service also goes to another of its upstreams than the one that answers them. What that
 * answers reaches nobody; it is compared.
 *
 * @param to the upstream that gets them
 * @param sharePercent of the questions that others answer, 0 to 100
 * @param control whether it is asked in the place of all the requests it got before, so that it need not be idle for that
 */
public record Shadow(String to, int sharePercent, boolean control) {
    /** What a configuration that names an upstream alone means: every tenth question. */
    public static final int DEFAULT_SHARE = 10;

    /** As one configures it: asked only while it is idle. */
    public Shadow(String to, int sharePercent) {
        this(to, sharePercent, false);
    }
}
