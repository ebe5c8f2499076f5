package io.teal.gateway.trace.export;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.teal.gateway.config.tracing.TracingConfig;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.recent.AttemptRecord;
import io.teal.gateway.recent.RequestRecord;
import io.teal.gateway.trace.RequestTrace;
import io.teal.gateway.trace.TraceParent;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Traces by OpenTelemetry. Spans are made when a request is over, from what its record has; a thread of the library sends them in
 * batches, and drops them when the collector is away for too long. Thread-safe; nothing waits.
 */
public final class Tracing {
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("teal.route");
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("teal.service");
    private static final AttributeKey<String> UPSTREAM = AttributeKey.stringKey("teal.upstream");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("teal.outcome");
    private static final AttributeKey<String> CACHE = AttributeKey.stringKey("teal.cache");
    private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("teal.request_id");
    private static final AttributeKey<Long> REVISION = AttributeKey.longKey("teal.revision");

    /** How long a span may wait to be sent with others. */
    private static final long BATCH_MILLIS = 500;

    private static final long END_SECONDS = 5;

    private final double ratio;
    private final GivenIds ids = new GivenIds();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /** Sends to a collector, which need not be there yet. */
    public Tracing(TracingConfig settings) {
        this.ratio = settings.ratio();
        this.provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                // What is not sampled never becomes a span.
                .setSampler(Sampler.alwaysOn())
                .setResource(Resource.getDefault()
                        .merge(Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.name"), settings.serviceName()))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(settings))
                        .setScheduleDelay(BATCH_MILLIS, TimeUnit.MILLISECONDS)
                        .setExporterTimeout(settings.timeout())
                        .build())
                .build();
        this.tracer = provider.get("io.teal.gateway");
    }

    private static SpanExporter exporter(TracingConfig settings) {
        return switch (settings.protocol()) {
            case HTTP -> {
                var builder = OtlpHttpSpanExporter.builder()
                        .setEndpoint(httpEndpoint(settings.endpoint()))
                        .setTimeout(settings.timeout());
                settings.headers().forEach(builder::addHeader);
                yield builder.build();
            }
            case GRPC -> {
                var builder = OtlpGrpcSpanExporter.builder()
                        .setEndpoint(settings.endpoint().toString())
                        .setTimeout(settings.timeout());
                settings.headers().forEach(builder::addHeader);
                yield builder.build();
            }
        };
    }

    private static String httpEndpoint(URI endpoint) {
        String path = endpoint.getRawPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        return bare ? endpoint.resolve("/v1/traces").toString() : endpoint.toString();
    }

    /** A request comes: its trace, by what it says of one itself; null when it is not traced. */
    public @Nullable RequestTrace begin(@Nullable String traceparent) {
        return RequestTrace.begin(traceparent, ratio);
    }

    /** A request is over; nothing is done where it is not traced. */
    public void over(RequestRecord record) {
        RequestTrace trace = record.trace();
        if (trace == null) {
            return;
        }
        long began = TimeUnit.MILLISECONDS.toNanos(record.at().toEpochMilli());
        Context above = parent(trace);
        ids.next(trace.traceId(), trace.spanId());
        Span request = request(tracer.spanBuilder(record.method() + ' ' + record.route()), record)
                .setParent(above)
                .setStartTimestamp(began, TimeUnit.NANOSECONDS)
                .startSpan();
        Context within = above.with(request);
        List<AttemptRecord> attempts = record.attempts();
        if (record.waited() > 0) {
            long until =
                    attempts.isEmpty() ? record.total() : attempts.getFirst().begun();
            child(trace, within, "queue", began + Math.max(0, until - record.waited()), began + until);
        }
        if (record.looked() > 0) {
            child(trace, within, "cache", began, began + record.looked());
        }
        for (AttemptRecord attempt : attempts) {
            attempt(within, record, attempt, began);
        }
        if (record.firstToken() >= 0) {
            request.addEvent("first token", began + record.firstToken(), TimeUnit.NANOSECONDS);
        }
        if (record.status() >= 500 || record.outcome().counts() == Outcome.Counts.AGAINST) {
            request.setStatus(StatusCode.ERROR)
                    .setAttribute(ERROR, record.outcome().tag());
        }
        request.end(began + record.total(), TimeUnit.NANOSECONDS);
    }

    private static Context parent(RequestTrace trace) {
        TraceParent parent = trace.parent();
        return parent == null
                ? Context.root()
                : Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                parent.traceId(), parent.spanId(), TraceFlags.getSampled(), TraceState.getDefault())));
    }

    private static SpanBuilder request(SpanBuilder span, RequestRecord record) {
        return span.setSpanKind(SpanKind.SERVER)
                .setAttribute(METHOD, record.method())
                .setAttribute(PATH, record.path())
                .setAttribute(CLIENT, record.client())
                .setAttribute(STATUS, (long) record.status())
                .setAttribute(ROUTE, record.route())
                .setAttribute(SERVICE, record.service())
                .setAttribute(UPSTREAM, record.upstream())
                .setAttribute(OUTCOME, record.outcome().word())
                .setAttribute(CACHE, record.cache())
                .setAttribute(REQUEST, record.id())
                .setAttribute(REVISION, record.revision());
    }

    private void child(RequestTrace trace, Context within, String name, long from, long to) {
        ids.next(trace.traceId(), trace.child().spanId());
        tracer.spanBuilder(name)
                .setParent(within)
                .setStartTimestamp(from, TimeUnit.NANOSECONDS)
                .startSpan()
                .end(to, TimeUnit.NANOSECONDS);
    }

    private void attempt(Context within, RequestRecord record, AttemptRecord attempt, long began) {
        TraceParent told = attempt.told();
        if (told == null) {
            return;
        }
        ids.next(told.traceId(), told.spanId());
        var server = attempt.choice().taken().address();
        Span span = tracer.spanBuilder(record.method() + ' ' + server)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(within)
                .setStartTimestamp(began + attempt.begun(), TimeUnit.NANOSECONDS)
                .setAttribute(METHOD, record.method())
                .setAttribute(SERVER, server.host())
                .setAttribute(PORT, (long) server.port())
                .setAttribute(OUTCOME, attempt.tag())
                .startSpan();
        event(span, "connected", attempt.connected(), began);
        event(span, "sent", attempt.sent(), began);
        event(span, "first byte", attempt.firstByte(), began);
        event(span, "first token", attempt.firstToken(), began);
        if (!attempt.tag().equals(Outcome.OK.tag())) {
            span.setStatus(StatusCode.ERROR).setAttribute(ERROR, attempt.tag());
        }
        long end = attempt.ended() >= 0 ? attempt.ended() : record.total();
        span.end(began + end, TimeUnit.NANOSECONDS);
    }

    private static void event(Span span, String name, long at, long began) {
        if (at >= 0) {
            span.addEvent(name, began + at, TimeUnit.NANOSECONDS);
        }
    }

    /** Sends what is left and ends; the future completes then, or after five seconds. */
    public CompletableFuture<Void> end() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableResultCode unused = provider.shutdown().whenComplete(() -> ended.complete(null));
        return ended.completeOnTimeout(null, END_SECONDS, TimeUnit.SECONDS);
    }
}
