package io.teal.gateway.routing;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One colour of a service: a group of servers that run the same version.
 *
 * @param name unique within its service
 * @param balance how a server is chosen
 * @param servers at least one, each address once
 * @param queue where requests wait when every usable server is at its {@code max_conns}
 * @param health the active check, or null for none
 * @param ejection the arithmetic of {@code max_fails} and {@code fail_timeout}
 * @param whenNoneUsable what happens when no server is usable
 * @param protocol what is spoken to the servers
 * @param keepaliveTimeout how long an idle connection to a server is kept; less than the server's own limit (uvicorn: 5 s)
 * @param cancels whether a server stops computing an answer nobody reads any more
 * @param breaker when the whole upstream gets no request for a while, or null for never
 * @param knowledge how its servers are asked whether their knowledge has changed, or null for not at all
 * @param tls how TLS is spoken to its servers, or null for cleartext
 */
public record Upstream(
        String name,
        Balance balance,
        List<Server> servers,
        Queue queue,
        @Nullable HealthCheck health,
        Ejection ejection,
        WhenNoneUsable whenNoneUsable,
        Protocol protocol,
        Duration keepaliveTimeout,
        Cancels cancels,
        @Nullable Breaker breaker,
        @Nullable Knowledge knowledge,
        @Nullable Tls tls) {

    public Upstream {
        servers = List.copyOf(servers);
    }

    /** What is spoken to its servers. */
    public Spoken spoken() {
        return new Spoken(protocol, tls);
    }

    /** In cleartext; its servers are not asked about their knowledge. */
    public Upstream(
            String name,
            Balance balance,
            List<Server> servers,
            Queue queue,
            @Nullable HealthCheck health,
            Ejection ejection,
            WhenNoneUsable whenNoneUsable,
            Protocol protocol,
            Duration keepaliveTimeout,
            Cancels cancels,
            @Nullable Breaker breaker) {
        this(
                name,
                balance,
                servers,
                queue,
                health,
                ejection,
                whenNoneUsable,
                protocol,
                keepaliveTimeout,
                cancels,
                breaker,
                null,
                null);
    }

    /** Without a breaker; what its servers cancel goes by the dialect. */
    public Upstream(
            String name,
            Balance balance,
            List<Server> servers,
            Queue queue,
            @Nullable HealthCheck health,
            Ejection ejection,
            WhenNoneUsable whenNoneUsable,
            Protocol protocol,
            Duration keepaliveTimeout) {
        this(
                name,
                balance,
                servers,
                queue,
                health,
                ejection,
                whenNoneUsable,
                protocol,
                keepaliveTimeout,
                Cancels.BY_DIALECT,
                null);
    }

    /** What an upstream has when its entry says only the servers. */
    public static Upstream of(String name, List<Server> servers) {
        return new Upstream(
                name,
                new Balance.LeastConn(),
                servers,
                Queue.DEFAULT,
                null,
                Ejection.SLIDING,
                WhenNoneUsable.LAST_RESORT,
                Protocol.HTTP_1_1,
                Duration.ofSeconds(4));
    }

    /**
     * The bounded first-in-first-out queue of an upstream.
     *
     * @param size most requests that wait; 0 is no queue
     * @param longestWait longest time one waits; {@code wait} in configuration
     */
    public record Queue(int size, Duration longestWait) {
        /** 64 requests, 30 s. */
        public static final Queue DEFAULT = new Queue(64, Duration.ofSeconds(30));
    }

    /** How failures add up to an ejection. */
    public enum Ejection {
        /** {@code max_fails} failures inside the last {@code fail_timeout}, each leaving the window by itself. */
        SLIDING,
        /** nginx's arithmetic: failures add up until a success that comes more than {@code fail_timeout} after the last. */
        NGINX
    }

    /** What happens when no server of an upstream is usable. */
    public enum WhenNoneUsable {
        /** The least bad server that is neither down nor drained is tried. */
        LAST_RESORT,
        /** 503 at once. */
        FAIL
    }

    /** What is spoken to the servers of an upstream. */
    public enum Protocol {
        HTTP_1_1,
        /** In configuration {@code h2}; over cleartext, with prior knowledge, {@code h2c}. */
        HTTP_2
    }

    /** What is spoken to a server, and whether inside of TLS. */
    public record Spoken(Protocol protocol, @Nullable Tls tls) {}

    /**
     * How TLS is spoken to the servers of an upstream. Files are named by absolute paths: a routing is kept and shared with other
     * gateways, and knows no directory it could begin in.
     *
     * @param ca PEM file of those who sign the servers' certificates; null trusts whom the Java runtime does
     * @param serverName the name their certificates must be for, also asked for; null takes the host of each address
     * @param verify whether their certificates are looked at
     * @param identity what is shown to servers that ask for it, or null for nothing
     */
    public record Tls(
            @Nullable String ca,
            @Nullable String serverName,
            boolean verify,
            @Nullable Identity identity) {
        /** Verified by whom the Java runtime trusts. */
        public static final Tls DEFAULT = new Tls(null, null, true, null);
    }

    /**
     * Who the gateway says it is.
     *
     * @param certificate PEM file of the certificate and its chain
     * @param key PEM file of the private key
     */
    public record Identity(String certificate, String key) {}

    /** Whether a server stops computing an answer when its connection is closed. */
    public enum Cancels {
        /** Chatchat goes on, model servers stop. */
        BY_DIALECT,
        YES,
        /** It goes on: its lease decays instead of vanishing. */
        NO
    }

    /**
     * When the whole upstream gets no request for a while, so that it can recover and clients need not wait in vain.
     *
     * @param failureRate share of the last requests that failed at which it opens, 1 to 100 percent
     * @param slowRate share of the last requests that were slow at which it opens, 1 to 100 percent
     * @param slow from when on a request is slow: time to the first token, or to the first byte where answers are not read
     * @param window how many of the last requests are looked at
     * @param minimum requests before it judges at all
     * @param open how long it stays open
     * @param trials requests that are let through after that, to decide
     * @param fallback the upstream of the same service that gets the requests meanwhile; null answers them with 503
     */
    public record Breaker(
            int failureRate,
            int slowRate,
            Duration slow,
            int window,
            int minimum,
            Duration open,
            int trials,
            @Nullable String fallback) {
        /** 50 % failed or 100 % slower than 60 s of the last 50 of at least 10, open for 10 s, 3 trials, no fallback. */
        public static final Breaker DEFAULT =
                new Breaker(50, 100, Duration.ofSeconds(60), 50, 10, Duration.ofSeconds(10), 3, null);
    }

    /**
     * How the servers of an upstream are asked for the fingerprint of their knowledge bases, so that changes made past the gateway
     * are seen: Chatchat's lists of bases and files, and its prompts.
     *
     * @param interval from the end of one round to the start of the next; 1 s to a week
     * @param timeout for each single answer
     */
    public record Knowledge(Duration interval, Duration timeout) {
        /** Every 30 s, 5 s for each answer. */
        public static final Knowledge DEFAULT = new Knowledge(Duration.ofSeconds(30), Duration.ofSeconds(5));
    }
}
