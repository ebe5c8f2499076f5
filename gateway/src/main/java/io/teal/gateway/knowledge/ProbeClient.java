package io.teal.gateway.knowledge;

import io.teal.gateway.health.OwnConnections;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.tls.OriginTls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** The client that servers are asked with, apart from that of requests; each question opens a connection of its own. */
final class ProbeClient implements AutoCloseable {
    static final int LONGEST_BODY = 8 << 20;

    private final Vertx vertx;
    private final OwnConnections connections;

    ProbeClient(Vertx vertx, OriginTls tls) {
        this.vertx = vertx;
        this.connections = new OwnConnections(vertx, tls, "knowledge");
    }

    /** Who is asked, how, and how long an answer may take in milliseconds. */
    record Target(Address address, Upstream.Spoken spoken, long timeout) {}

    /** The body of an answer with status 200; fails when there is none in time, or a longer one than 8 MiB. */
    Future<Buffer> get(Target target, String uri) {
        return new Attempt(target).start(HttpMethod.GET, uri, null);
    }

    /** The same for a question in JSON. */
    Future<Buffer> post(Target target, String uri, String json) {
        return new Attempt(target).start(HttpMethod.POST, uri, json);
    }

    @Override
    public void close() {
        connections.close();
    }

    /** One question and its answer. Runs on the context that asks. */
    private final class Attempt {
        private final Target target;
        private final Promise<Buffer> result = Promise.promise();
        private final Buffer body = Buffer.buffer();
        private long clock;
        private @Nullable HttpClientConnection connection;

        Attempt(Target target) {
            this.target = target;
        }

        Future<Buffer> start(HttpMethod method, String uri, @Nullable String json) {
            clock = vertx.setTimer(target.timeout(), id -> fail("no answer within " + target.timeout() + " ms"));
            connections
                    .open(target.address(), target.spoken(), target.timeout())
                    .compose(stands -> connected(stands, method, uri))
                    .onComplete(opened -> ask(opened, json), failure -> fail(failure.toString()));
            return result.future();
        }

        private Future<HttpClientRequest> connected(HttpClientConnection stands, HttpMethod method, String uri) {
            connection = stands;
            if (result.future().isComplete()) {
                stands.close();
                return Future.failedFuture("too late");
            }
            return stands.request(OwnConnections.request(target.address(), method, uri));
        }

        private void ask(HttpClientRequest opened, @Nullable String json) {
            opened.response().onComplete(this::answered, failure -> fail(failure.toString()));
            if (json == null) {
                opened.end();
            } else {
                opened.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(json);
            }
        }

        private void answered(HttpClientResponse response) {
            if (response.statusCode() != 200) {
                fail("status " + response.statusCode());
                return;
            }
            response.exceptionHandler(failure -> fail(failure.toString()));
            response.endHandler(end -> {
                if (result.tryComplete(body)) {
                    clear();
                }
            });
            response.handler(chunk -> {
                if (body.length() + chunk.length() > LONGEST_BODY) {
                    fail("a body longer than 8 MiB");
                } else if (!result.future().isComplete()) {
                    body.appendBuffer(chunk);
                }
            });
        }

        private void fail(String problem) {
            if (result.tryFail(problem)) {
                clear();
            }
        }

        private void clear() {
            vertx.cancelTimer(clock);
            if (connection != null) {
                connection.close();
            }
        }
    }
}
