package io.teal.gateway.config.tracing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where traces go.
 *
 * @param endpoint of a collector, such as {@code http://127.0.0.1:4318}; over HTTP {@code /v1/traces} is added where it has no
 *     path
 * @param protocol how it is spoken to
 * @param ratio how many of the requests begin a trace whose client says nothing of one, from 0 to 1
 * @param headers what every export carries, such as a token
 * @param serviceName what the gateway is called in traces
 * @param timeout the longest that an export may take
 */
public record TracingConfig(
        URI endpoint,
        Protocol protocol,
        double ratio,
        Map<String, String> headers,
        String serviceName,
        Duration timeout) {
    /** How OTLP is carried. */
    public enum Protocol {
        /** Protobuf over HTTP. */
        HTTP,
        /** gRPC. */
        GRPC
    }

    public TracingConfig {
        headers = Map.copyOf(headers);
    }

    /** Without the values of the headers. */
    @Override
    public String toString() {
        return "Tracing[" + endpoint + ", " + protocol + ", " + ratio + ", " + headers.keySet() + ']';
    }
}
