package io.teal.gateway.proof;

/**
 * Where a listener can be reached from its own machine.
 *
 * @param listener its name
 * @param host an address, never the one that stands for all
 * @param tls whether it speaks TLS
 */
public record Door(String listener, String host, int port, boolean tls) {
    /**
     * The door of a listener.
     *
     * @param bound the address it is bound to; that for all addresses is reached over loopback
     */
    public static Door of(String listener, String bound, int port, boolean tls) {
        String host =
                switch (bound) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::", "[::]", "0:0:0:0:0:0:0:0" -> "::1";
                    default -> bound;
                };
        return new Door(listener, host, port, tls);
    }
}
