package io.teal.gateway.listener;

import java.time.Duration;

/**
 * What one connection may ask of a listener before it is refused or closed.
 *
 * @param requestLine longest request line in bytes without its line end; beyond it the answer is 414
 * @param headerBytes most bytes of all header fields of a request, line ends included; beyond it the answer is 431
 * @param headerCount most header fields of a request; beyond it the answer is 431
 * @param headerTimeout longest time from the first byte of a head to its last; beyond it the answer is 408. A TLS handshake
 *     with, on HTTP/2, the client's first settings gets the same time before the connection is closed
 * @param bodyTimeout longest silence while a request body is due and wanted; beyond it the answer is 408
 * @param keepAlive longest time a connection may stay open with no request in progress
 * @param http2Streams most concurrent requests on one HTTP/2 connection
 */
public record ListenerLimits(
        int requestLine,
        int headerBytes,
        int headerCount,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration keepAlive,
        int http2Streams) {

    /** 8 KiB line, 32 KiB and 100 fields, 10 s for a head, 60 s between body bytes, 75 s idle, 128 streams. */
    public static final ListenerLimits DEFAULT = new ListenerLimits(
            8 * 1024, 32 * 1024, 100, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(75), 128);

    /** Refuses numbers and durations that are not positive. */
    public ListenerLimits {
        if (requestLine < 1 || headerBytes < 1 || headerCount < 1 || http2Streams < 1) {
            throw new IllegalArgumentException("limits of a listener must be positive");
        }
        if (!headerTimeout.isPositive() || !bodyTimeout.isPositive() || !keepAlive.isPositive()) {
            throw new IllegalArgumentException("timeouts of a listener must be positive");
        }
    }
}
