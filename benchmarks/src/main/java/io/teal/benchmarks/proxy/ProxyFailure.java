package io.teal.benchmarks.proxy;

/** A proxy could not be started; the message says why and what to do. */
public final class ProxyFailure extends Exception {
    private static final long serialVersionUID = 1;

    ProxyFailure(String message) {
        super(message);
    }

    ProxyFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
