package io.teal.benchmarks.proxy;

/** A proxy could not be started; the message says why and what to do. */
public final class ProxyFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** Without a cause. */
    public ProxyFailure(String message) {
        super(message);
    }

    /** Because of another failure. */
    public ProxyFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
