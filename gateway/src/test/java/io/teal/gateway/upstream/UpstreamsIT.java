package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.HealthCheck;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.routing.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a real Vert.x: checks over real sockets, answers on real event loops, real timers. */
class UpstreamsIT {
    private final Vertx vertx = Vertx.vertx();
    private final Upstreams upstreams = new Upstreams(vertx, System::nanoTime, new EventLog(InstantSource.system()));
    private final AtomicInteger code = new AtomicInteger(200);

    @AfterEach
    void close() {
        upstreams.close();
        vertx.close().await();
    }

    @Test
    void theActiveCheckDecidesWhoIsUsableAndDoesNotEndAnEjection() {
        ServerKey key = key(listen());
        upstreams.apply(Pools.routing(upstream(key, new Upstream.Queue(0, Duration.ofSeconds(1)), 0)));
        assertThat(upstreams.group("chat", "blue").usable()).as("never checked").isTrue();

        code.set(500);
        await().until(() -> state() == ServerStatus.State.UNHEALTHY);
        assertThat(upstreams.group("chat", "blue").usable()).isFalse();
        assertThat(upstreams.status().getFirst().reason())
                .isEqualTo("2 failed in a row, the last: status 500 instead of 200");
        assertThat(upstreams.eject(key, Duration.ofMinutes(1))).isTrue();
        code.set(200);
        await().until(() -> state() == ServerStatus.State.EJECTED);
        assertThat(upstreams.restore(key)).isTrue();

        assertThat(state()).isEqualTo(ServerStatus.State.UP);
    }

    @Test
    void whoWaitsIsAnsweredOnItsOwnLoop() throws Exception {
        ServerKey key = key(listen());
        upstreams.apply(Pools.routing(upstream(key, new Upstream.Queue(2, Duration.ofMillis(50)), 1)));
        UpstreamGroup group = upstreams.group("chat", "blue");
        Context loop = vertx.getOrCreateContext();
        Answer first = new Answer(loop);
        Answer second = new Answer(loop);

        loop.runOnContext(nothing -> {
            first.ask(group);
            second.ask(group);
        });

        assertThat(first.text.get(10, TimeUnit.SECONDS)).isEqualTo("granted on its loop");
        assertThat(second.text.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.QUEUE_TIMEOUT + " on its loop");
        assertThat(upstreams.status().getFirst().leases()).isEqualTo(1);
        first.lease.end(Lease.Verdict.SUCCESS);
        assertThat(upstreams.status().getFirst().leases()).isZero();
    }

    private ServerStatus.State state() {
        return upstreams.status().getFirst().state();
    }

    private int listen() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(
                        request -> request.response().setStatusCode(code.get()).end())
                .listen(0, "127.0.0.1")
                .await();
        return server.actualPort();
    }

    private static ServerKey key(int port) {
        return new ServerKey("chat", "blue", new Address("127.0.0.1", port));
    }

    private static Upstream upstream(ServerKey key, Upstream.Queue queue, int maxConns) {
        Server plain = Server.at(key.address());
        Server server = new Server(
                plain.address(), 1, false, false, maxConns, plain.maxFails(), plain.failTimeout(), plain.slowStart());
        Upstream upstream = Upstream.of("blue", List.of(server));
        return new Upstream(
                upstream.name(),
                upstream.balance(),
                upstream.servers(),
                queue,
                new HealthCheck("/", "GET", Duration.ofMillis(20), Duration.ofSeconds(5), 200, null, 2, 2),
                upstream.ejection(),
                upstream.whenNoneUsable(),
                upstream.protocol(),
                upstream.keepaliveTimeout());
    }

    private static final class Answer implements Places.Asker {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final Context loop;
        private volatile Lease lease;

        Answer(Context loop) {
            this.loop = loop;
        }

        void ask(UpstreamGroup group) {
            Places.Ticket ticket = group.acquire(loop, 0, List.of(), this);
            assertThat(ticket == null).isEqualTo(lease != null);
        }

        @Override
        public void granted(Lease granted) {
            lease = granted;
            text.complete("granted" + where());
        }

        @Override
        public void refused(Places.Refusal refusal) {
            text.complete(refusal.outcome() + where());
        }

        private String where() {
            return Vertx.currentContext() == loop ? " on its loop" : " elsewhere";
        }
    }
}
