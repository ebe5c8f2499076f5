package io.teal.gateway.trace.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.teal.gateway.config.tracing.TracingConfig;
import io.teal.gateway.config.tracing.TracingConfig.Protocol;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.AttemptRecord;
import io.teal.gateway.recent.Choice;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.testing.SampleHead;
import io.teal.gateway.trace.RequestTrace;
import io.teal.gateway.trace.TraceParent;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a collector gets to see. */
class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final ServerKey A = new ServerKey("chat", "blue", new Address("10.0.0.1", 7861));
    private static final ServerKey B = new ServerKey("chat", "blue", new Address("10.0.0.2", 7861));
    private static final long EPOCH_MILLIS = 1_700_000_000_000L;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static TracingConfig settings(URI endpoint, Protocol protocol) {
        return new TracingConfig(endpoint, protocol, 1, Map.of("x-token", "secret"), "teal-1", Duration.ofSeconds(5));
    }

    private static RequestTrace trace() {
        return Objects.requireNonNull(RequestTrace.begin("00-" + TRACE + "-" + PARENT + "-01", 0));
    }

    /** Two attempts: the first server resets, the second answers; both times are in milliseconds. */
    private static RequestRecord record(@Nullable RequestTrace trace) {
        RequestRecord record = new RequestRecord(0, new RecentRequests(0, () -> EPOCH_MILLIS + 100), trace);
        record.route("all");
        record.waits(5 * MILLI);
        AttemptRecord first = record.attempt(A, choice(0), 15 * MILLI);
        first.connected(16 * MILLI);
        first.ended("reset", 20 * MILLI);
        AttemptRecord second = record.attempt(B, choice(1), 21 * MILLI);
        second.connected(22 * MILLI);
        second.sent(23 * MILLI);
        second.firstByte(40 * MILLI);
        record.firstToken(50 * MILLI);
        second.ended("ok", 90 * MILLI);
        record.over(
                "r-1", new SampleHead("POST", "/chat", "192.0.2.1", Map.of()), Outcome.OK, 200, 1000, "7", 100 * MILLI);
        return record;
    }

    private static Choice choice(int taken) {
        Choice choice = new Choice(new ServerKey[] {A, B});
        choice.took(taken);
        return choice;
    }

    private static Map<String, Span> spans(Collector collector) {
        return collector.received().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .collect(Collectors.toMap(Span::getName, Function.identity()));
    }

    private static Map<String, String> attributes(List<KeyValue> list) {
        return list.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        one -> one.getValue().hasIntValue()
                                ? Long.toString(one.getValue().getIntValue())
                                : one.getValue().getStringValue()));
    }

    private static String hex(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aRequestBecomesASpanWithOneForEachAttemptAndItsTimeInTheQueue(Protocol protocol) throws Exception {
        try (Collector collector = new Collector()) {
            Tracing tracing = new Tracing(settings(collector.endpoint(), protocol));
            RequestTrace trace = trace();
            RequestRecord record = record(trace);

            // When
            tracing.over(record);

            // Then
            await().until(() -> spans(collector).size() == 4);
            Map<String, Span> spans = spans(collector);
            Span request = Objects.requireNonNull(spans.get("POST all"));
            long began = EPOCH_MILLIS * MILLI;
            assertThat(spans.values())
                    .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
            assertThat(hex(request.getParentSpanId())).isEqualTo(PARENT);
            assertThat(hex(request.getSpanId())).isEqualTo(trace.spanId());
            assertThat(request.getStartTimeUnixNano()).isEqualTo(began);
            assertThat(request.getEndTimeUnixNano()).isEqualTo(began + 100 * MILLI);
            assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(attributes(request.getAttributesList()))
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("http.response.status_code", "200")
                    .containsEntry("url.path", "/chat")
                    .containsEntry("client.address", "192.0.2.1")
                    .containsEntry("teal.route", "all")
                    .containsEntry("teal.outcome", "ok")
                    .containsEntry("teal.request_id", "r-1")
                    .containsEntry("teal.revision", "7");
            assertThat(request.getEventsList())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getName()).isEqualTo("first token"))
                    .satisfies(event -> assertThat(event.getTimeUnixNano()).isEqualTo(began + 50 * MILLI));

            Span queue = Objects.requireNonNull(spans.get("queue"));
            assertThat(queue.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(queue.getStartTimeUnixNano()).isEqualTo(began + 5 * MILLI);
            assertThat(queue.getEndTimeUnixNano()).isEqualTo(began + 15 * MILLI);

            Span reset = Objects.requireNonNull(spans.get("POST 10.0.0.1:7861"));
            assertThat(hex(reset.getSpanId())).isEqualTo(told(record, 0).spanId());
            assertThat(reset.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(reset.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(attributes(reset.getAttributesList())).containsEntry("error.type", "reset");

            Span answered = Objects.requireNonNull(spans.get("POST 10.0.0.2:7861"));
            assertThat(hex(answered.getSpanId())).isEqualTo(told(record, 1).spanId());
            assertThat(answered.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(answered.getStartTimeUnixNano()).isEqualTo(began + 21 * MILLI);
            assertThat(answered.getEndTimeUnixNano()).isEqualTo(began + 90 * MILLI);
            assertThat(answered.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertThat(answered.getEventsList())
                    .extracting(Span.Event::getName)
                    .containsExactly("connected", "sent", "first byte", "first token");

            ResourceSpans resource = collector.received().getFirst();
            assertThat(attributes(resource.getResource().getAttributesList())).containsEntry("service.name", "teal-1");
            assertThat(collector.tokens()).containsOnly("secret");
            assertThat(tracing.end()).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    private static TraceParent told(RequestRecord record, int attempt) {
        return Objects.requireNonNull(record.attempts().get(attempt).told());
    }

    @Test
    void whatIsNotTracedIsNotSent() throws Exception {
        try (Collector collector = new Collector()) {
            Tracing tracing = new Tracing(settings(collector.endpoint(), Protocol.HTTP));
            tracing.over(record(null));
            tracing.over(record(trace()));

            assertThat(tracing.end()).succeedsWithin(Duration.ofSeconds(20));

            assertThat(spans(collector)).hasSize(4);
        }
    }

    @Test
    void aCollectorThatIsAwayHoldsNobodyUp() {
        Tracing tracing = new Tracing(settings(URI.create("http://127.0.0.1:9"), Protocol.HTTP));
        long began = System.nanoTime();

        for (int i = 0; i < 5_000; i++) {
            tracing.over(record(trace()));
        }

        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(tracing.end()).succeedsWithin(Duration.ofSeconds(15));
    }
}
