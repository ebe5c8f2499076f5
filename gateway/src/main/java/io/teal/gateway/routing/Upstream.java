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
        Duration keepaliveTimeout) {

    public Upstream {
        servers = List.copyOf(servers);
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
        /** HTTP/2 over cleartext with prior knowledge. */
        H2C
    }
}
