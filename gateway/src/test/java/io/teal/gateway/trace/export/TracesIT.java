package io.teal.gateway.trace.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.RecordingBackend;
import io.teal.gateway.testing.TestGateway;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of a running gateway, as a collector and a server see them. */
class TracesIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";

    private final RecordingBackend server = RecordingBackend.start();

    private TestGateway gateway(Collector collector, String more) {
        return TestGateway.start(
                """
                services: {chat: {upstreams: {blue: {servers: ["%s"]}}}}
                routes:
                  - {name: all, match: {path: /}, service: chat}
                """.formatted(server.address()), "tracing: {endpoint: \"" + collector.endpoint() + "\", " + more + "}");
    }

    private static List<Span> spans(Collector collector) {
        return collector.received().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** What the server was told in fields of a name, in order. */
    private List<String> told(String name) {
        return Pattern.compile("(?im)^" + name + ": *(.*?)\\r?$")
                .matcher(server.bytes())
                .results()
                .map(field -> field.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol: http, ratio: 0", "protocol: grpc, ratio: 0", "recent: 0"})
    void theServerIsInTheTraceOfItsAttempt(String settings) throws Exception {
        String more = settings.startsWith("recent") ? "ratio: 0}\nrecent_requests: 0\nlimits: {" : settings;
        try (server;
                Collector collector = new Collector();
                TestGateway gateway = gateway(collector, more);
                PlainClient client = new PlainClient(gateway.port())) {
            assertThat(client.get("/a", SAMPLED, "tracestate: x=1").status()).isEqualTo(200);

            await().until(() -> spans(collector).size() == 2);
            Span attempt = spans(collector).stream()
                    .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                    .findFirst()
                    .orElseThrow();
            String told = "00-" + TRACE + "-"
                    + HexFormat.of().formatHex(attempt.getSpanId().toByteArray()) + "-01";
            assertThat(told("traceparent")).containsExactly(told);
            assertThat(told("tracestate")).containsExactly("x=1");
        }
    }

    @Test
    void whatIsNotSampledPassesAsItIs() throws Exception {
        try (server;
                Collector collector = new Collector();
                TestGateway gateway = gateway(collector, "ratio: 0");
                PlainClient client = new PlainClient(gateway.port())) {
            String field = SAMPLED.replace("-01", "-00");
            assertThat(client.get("/a", field).status()).isEqualTo(200);
            assertThat(client.get("/b").status()).isEqualTo(200);
            assertThat(client.get("/c", SAMPLED).status()).isEqualTo(200);

            await().until(() -> !spans(collector).isEmpty());
            assertThat(spans(collector)).extracting(Span::getName).allMatch(name -> name.startsWith("GET "));
            assertThat(spans(collector)).hasSize(2);
            assertThat(told("traceparent")).hasSize(2).first().isEqualTo(field.substring(field.indexOf("00-")));
        }
    }

    @Test
    void aTraceThatBeginsHereHasNoStateOfOthers() throws Exception {
        try (server;
                Collector collector = new Collector();
                TestGateway gateway = gateway(collector, "ratio: 1");
                PlainClient client = new PlainClient(gateway.port())) {
            assertThat(client.get("/a", "traceparent: nonsense", "tracestate: x=1")
                            .status())
                    .isEqualTo(200);

            assertThat(told("tracestate")).isEmpty();
            assertThat(told("traceparent")).singleElement().asString().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        }
    }
}
