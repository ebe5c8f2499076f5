package io.teal.gateway.listener;

import org.jspecify.annotations.Nullable;

/**
 * One port to listen on.
 *
 * @param name what logs, metrics and routes call this listener; unique within a gateway
 * @param host address or name of the interface to bind, for example {@code 0.0.0.0}
 * @param port 0 to 65535; with 0 the first open picks a free port and all event loops of that Vert.x share it
 * @param tls certificates, or null for plaintext
 * @param redirectPort every request is sent on to https on this port of its host; null serves requests
 */
public record ListenerSpec(
        String name,
        String host,
        int port,
        @Nullable TlsSpec tls,
        @Nullable Integer redirectPort) {
    /** One that serves requests. */
    public ListenerSpec(String name, String host, int port, @Nullable TlsSpec tls) {
        this(name, host, port, tls, null);
    }

    /** Checks the range of the port. */
    public ListenerSpec {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port of listener " + name + " is not within 0 to 65535: " + port);
        }
    }
}
