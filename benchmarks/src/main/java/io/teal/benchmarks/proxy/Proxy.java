package io.teal.benchmarks.proxy;

/** A proxy that runs and serves the questions of the test. Closing it ends its process. */
public sealed interface Proxy extends AutoCloseable permits NginxProxy, TealProxy {
    /** What the tables call it. */
    String name();

    /** Its version, as it tells it. */
    String version();

    /** Where it listens on 127.0.0.1. */
    int port();

    @Override
    void close();
}
