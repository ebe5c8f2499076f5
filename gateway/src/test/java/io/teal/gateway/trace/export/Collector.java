package io.teal.gateway.trace.export;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A collector in this process, which takes OTLP over HTTP and gRPC. */
final class Collector implements AutoCloseable {
    private static final String GRPC = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<ResourceSpans> spans = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    Collector() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** What has come. */
    List<ResourceSpans> received() {
        return spans;
    }

    /** The field {@code x-token} of each export. */
    List<String> tokens() {
        return tokens;
    }

    private void take(HttpServerRequest request) {
        String token = request.getHeader("x-token");
        tokens.add(token == null ? "" : token);
        boolean grpc = request.path().equals(GRPC);
        if (!grpc && !request.path().equals("/v1/traces")) {
            var unused = request.response().setStatusCode(404).end();
            return;
        }
        var unused = request.body().onSuccess(body -> {
            // gRPC puts a flag and the length before the message.
            read(grpc ? body.slice(5, body.length()) : body);
            byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            if (grpc) {
                request.response().putHeader("content-type", "application/grpc").putTrailer("grpc-status", "0");
                var unusedEnd = request.response()
                        .end(Buffer.buffer()
                                .appendByte((byte) 0)
                                .appendInt(answer.length)
                                .appendBytes(answer));
            } else {
                var unusedEnd = request.response()
                        .putHeader("content-type", "application/x-protobuf")
                        .end(Buffer.buffer(answer));
            }
        });
    }

    private void read(Buffer message) {
        try {
            spans.addAll(ExportTraceServiceRequest.parseFrom(message.getBytes()).getResourceSpansList());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        var unused = vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
