package io.teal.gateway.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.listener.ListenerLimits;
import io.teal.gateway.listener.Listeners;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.routing.Upstream.Protocol;
import io.teal.gateway.testing.DeafServer;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.tls.OriginTls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a connection that nobody wants any more while it is being opened. */
class OpeningIT {
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final Duration CONNECT = Duration.ofSeconds(60);

    private Vertx vertx;
    private Context loop;
    private OriginPool pool;

    /** Who is told once, and of one thing. */
    private static final class Told implements OriginPool.Receiver {
        final Promise<OriginConnection> result = Promise.promise();
        private int times;

        @Override
        public void connected(OriginConnection connection) {
            times++;
            result.complete(connection);
        }

        @Override
        public void notConnected(Throwable cause) {
            times++;
            result.fail(cause);
        }
    }

    @BeforeEach
    void start() {
        vertx = Listeners.vertx(1, ListenerLimits.DEFAULT);
        loop = vertx.getOrCreateContext();
        pool = onLoop(() -> new OriginPool(vertx, System::nanoTime, new OriginTls()));
    }

    @AfterEach
    void stop() {
        Void unused = result(vertx.close());
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private <T> T onLoop(Callable<T> call) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> {
            try {
                done.complete(call.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return result(done.future());
    }

    private OriginPool.Opening connect(String host, int port, Protocol protocol, Told told) {
        return onLoop(() -> pool.connect(new Address(host, port), speaking(protocol), CONNECT, false, told));
    }

    private static Upstream speaking(Protocol protocol) {
        return new Upstream(
                "blue",
                new Balance.LeastConn(),
                List.of(),
                Upstream.Queue.DEFAULT,
                null,
                Upstream.Ejection.SLIDING,
                Upstream.WhenNoneUsable.LAST_RESORT,
                protocol,
                IDLE);
    }

    private void cancel(OriginPool.Opening opening) {
        boolean unused = onLoop(() -> {
            opening.cancel();
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void itIsTakenBackAndTheReceiverIsTold(Protocol protocol) throws IOException {
        try (DeafServer deaf = new DeafServer()) {
            Told told = new Told();
            OriginPool.Opening opening = connect("127.0.0.1", deaf.port(), protocol, told);
            // The table of connections may show one twice while it changes.
            await().until(() -> deaf.opening() == 1);

            // When
            cancel(opening);

            // Then
            await().until(() -> deaf.opening() == 0);
            await().until(() -> told.result.future().failed());
            cancel(opening);
            assertThat(told.times).isEqualTo(1);
        }
    }

    @Test
    void aServerThatHasANameCanBeLeftToo() throws IOException {
        try (DeafServer deaf = new DeafServer()) {
            Told told = new Told();
            OriginPool.Opening opening = connect("localhost", deaf.port(), Protocol.HTTP_1_1, told);
            await().until(() -> deaf.opening() == 1);

            // When
            cancel(opening);

            // Then
            await().until(() -> deaf.opening() == 0);
            await().until(() -> told.result.future().failed());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void nobodyElsesIsTakenBack(int which) throws IOException {
        try (DeafServer deaf = new DeafServer();
                DeafServer other = new DeafServer()) {
            // Given: two to one server, and one to another
            List<OriginPool.Opening> openings = new ArrayList<>();
            List<Told> tolds = new ArrayList<>();
            for (DeafServer to : List.of(deaf, deaf, other)) {
                Told told = new Told();
                tolds.add(told);
                openings.add(connect("127.0.0.1", to.port(), Protocol.HTTP_1_1, told));
            }

            // When
            cancel(openings.get(which));

            // Then
            await().until(() -> tolds.get(which).result.future().failed());
            await().until(() -> deaf.opening() == (which == 2 ? 2 : 1) && other.opening() == (which == 2 ? 0 : 1));
            for (int i = 0; i < 3; i++) {
                assertThat(tolds.get(i).result.future().isComplete()).isEqualTo(i == which);
            }
        }
    }

    @Test
    void aConnectionThatStandsStays() {
        try (ScriptedServer server = new ScriptedServer((peer, n) -> {
            String unused = peer.head();
        })) {
            int port = Integer.parseInt(server.address().split(":", -1)[1]);
            Told told = new Told();
            OriginPool.Opening opening = connect("127.0.0.1", port, Protocol.HTTP_1_1, told);
            OriginConnection connection = result(told.result.future());

            // When
            cancel(opening);

            // Then: it is kept, and given to the next, whose taking back does not touch it either
            boolean unused = onLoop(() -> {
                connection.giveBack(System.nanoTime());
                return true;
            });
            Told second = new Told();
            cancel(connect("127.0.0.1", port, Protocol.HTTP_1_1, second));
            assertThat(result(second.result.future())).isSameAs(connection);
            assertThat(connection.closed()).isFalse();
            assertThat(connection.used()).isTrue();
            await().until(() -> server.connections() > 0);
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
