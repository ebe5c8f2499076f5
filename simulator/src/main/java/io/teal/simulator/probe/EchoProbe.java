package io.teal.simulator.probe;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.BodySink;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.RequestHead;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Answers what it was sent: method, target, header fields in their order, length and SHA-256 of the body, trailers. */
final class EchoProbe {
    private final String instance;

    EchoProbe(String instance) {
        this.instance = instance;
    }

    void echo(Exchange exchange, FaultSet faults) {
        RequestHead head = exchange.head();
        List<List<String>> fields = new ArrayList<>();
        for (RequestHead.Field field : head.fields()) {
            fields.add(List.of(field.name(), field.value()));
        }
        exchange.readBody(new Digest((length, sha, trailers) -> Replies.json(
                exchange,
                200,
                PythonJson.compact(PythonJson.object(
                        "instance", instance,
                        "method", head.method(),
                        "target", head.target(),
                        "version", head.version(),
                        "headers", fields,
                        "body_length", length,
                        "body_sha256", sha,
                        "trailers", trailers,
                        "earlier_requests", exchange.earlierRequests())))));
    }

    /** Takes a body of any size and answers its size and SHA-256. */
    void upload(Exchange exchange, FaultSet faults) {
        exchange.readBody(new Digest((length, sha, trailers) -> Replies.json(
                exchange,
                200,
                PythonJson.compact(PythonJson.object("instance", instance, "size", length, "sha256", sha)))));
    }

    private interface Result {
        void digested(long length, String sha, List<List<String>> trailers);
    }

    /** Digests a body while it arrives. */
    private static final class Digest implements BodySink {
        private final MessageDigest digest = sha256();
        private final Result result;
        private long length;

        Digest(Result result) {
            this.result = result;
        }

        @Override
        public void data(ByteBuf piece) {
            length += piece.readableBytes();
            digest.update(piece.nioBuffer());
        }

        @Override
        public void end(HttpHeaders trailers) {
            List<List<String>> fields = new ArrayList<>();
            for (Map.Entry<String, String> entry : trailers.entries()) {
                fields.add(List.of(entry.getKey(), entry.getValue()));
            }
            result.digested(length, HexFormat.of().formatHex(digest.digest()), fields);
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }
}
