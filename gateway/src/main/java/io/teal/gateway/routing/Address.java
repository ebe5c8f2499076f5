package io.teal.gateway.routing;

/**
 * Where a server listens.
 *
 * @param host a name or an IP literal; an IPv6 literal without brackets
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
    public Address {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is empty");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
    }

    /** The form of configuration files and logs: {@code 127.0.0.1:8001}, {@code [::1]:8001}. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
