package io.teal.gateway.listener;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listener on all event loops of its own Vert.x, which records what reached its handler. */
final class TestServer implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;

    private final Vertx vertx;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final ListenerSpec spec;

    TestServer(ListenerLimits limits, @Nullable TlsSpec tls, Handler<HttpServerRequest> handler) {
        this(new ListenerSpec("test", "127.0.0.1", 0, tls), limits, handler);
    }

    TestServer(ListenerSpec spec, ListenerLimits limits, Handler<HttpServerRequest> handler) {
        this.vertx = Listeners.vertx(EVENT_LOOPS, limits);
        this.spec = spec;
        Handler<HttpServerRequest> recording = request -> {
            seen.add(request.method() + " " + request.uri() + " " + request.version());
            handler.handle(request);
        };
        await(vertx.deployVerticle(
                () -> new Opener(limits, recording), new DeploymentOptions().setInstances(EVENT_LOOPS)));
    }

    /** Answers each request with its method, target and body. */
    static void echo(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> request.response().end(request.method() + " " + request.uri() + " [" + body + "]"));
    }

    int port() {
        return servers.getFirst().actualPort();
    }

    List<HttpServer> servers() {
        return servers;
    }

    List<String> seen() {
        return seen;
    }

    Vertx vertx() {
        return vertx;
    }

    Future<Void> shutdown(Duration deadline) {
        return Listeners.close(servers, deadline);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (Exception cause) {
            throw new AssertionError(cause);
        }
    }

    private final class Opener extends AbstractVerticle {
        private final ListenerLimits limits;
        private final Handler<HttpServerRequest> handler;

        Opener(ListenerLimits limits, Handler<HttpServerRequest> handler) {
            this.limits = limits;
            this.handler = handler;
        }

        @Override
        public void start(Promise<Void> started) {
            Listeners.open(vertx, List.of(spec), limits, handler)
                    .onSuccess(servers::addAll)
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
