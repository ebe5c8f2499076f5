package io.teal.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.event.EventLog;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.ServerKey;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.gateway.upstream.ServerStatus.State;
import io.teal.gateway.upstream.Upstreams;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The orders that count at one gateway, with time that the test turns and a Redis that the test plays. */
class OrdersTest {
    private static final ServerKey ONE = key(1);
    private static final ServerKey NEW = key(3);
    private static final long DAY = Orders.KEPT_MILLIS;

    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final Vertx vertx = Vertx.vertx();
    private final Upstreams upstreams =
            new Upstreams(vertx, () -> millis.get() * 1_000_000, new EventLog(InstantSource.system()));
    private final Orders orders = new Orders(upstreams, () -> millis.get() * 1000);
    private int marks;

    private static ServerKey key(int port) {
        return new ServerKey("chat", "blue", new Address("127.0.0.1", port));
    }

    private static Routing routing(String servers) {
        return TestGateway.routing("""
                services: {chat: {upstreams: {blue: {servers: [%s]}}}}
                routes: [{name: all, match: {path: /}, service: chat}]
                """.formatted(servers));
    }

    @BeforeEach
    void start() {
        upstreams.apply(routing("\"127.0.0.1:1\", \"127.0.0.1:2\""));
    }

    @AfterEach
    void stop() throws TimeoutException {
        upstreams.close();
        Void unused = vertx.close().await(10, TimeUnit.SECONDS);
    }

    private State state(ServerKey key) {
        return status(key).state();
    }

    private ServerStatus status(ServerKey key) {
        return upstreams.status().stream()
                .filter(status -> status.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** One that another gateway gave, so long ago. */
    private Order other(ServerKey key, Order.Kind kind, long until, long ago) {
        return new Order(
                key, kind, until, "mark" + marks++, "eve", (millis.get() - ago) * 1000, millis.get() - ago, true);
    }

    private Order give(ServerKey key, Order.Kind kind, Duration time) {
        return Objects.requireNonNull(orders.give(key, kind, time, "adam"));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Order order = new Order(ONE, Order.Kind.EJECT, 5, "m", "adam of the night shift", 7, 8, true);

        assertThat(order.field()).isEqualTo("chat/blue/127.0.0.1:1/ejection");
        assertThat(Order.read(order.field(), "7 8 " + order.words())).isEqualTo(order);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7 8 DRAIN 0 m", "7 8 EJECT 0 m adam", "7 8 DANCE 0 m adam", "x 8 DRAIN 0 m adam"})
    void whatIsNoOrderIsNone(String value) {
        assertThat(Order.read("chat/blue/127.0.0.1:1/drain", value)).isNull();
        assertThat(Order.read("chat/blue", "7 8 DRAIN 0 m adam")).isNull();
        assertThat(Order.read("chat/blue/nowhere/drain", "7 8 DRAIN 0 m adam")).isNull();
    }

    @Test
    void anOrderTakesEffectAtOnceAndIsHeldUntilItIsConfirmed() {
        Order given = give(ONE, Order.Kind.DRAIN, Duration.ZERO);

        assertThat(state(ONE)).isEqualTo(State.DRAINING);
        assertThat(orders.held()).isEqualTo(1);
        assertThat(orders.compare(Map.of()).untold()).containsExactly(given);

        orders.merge(given.numbered(given.sequence() + 3, given.seen(), true));

        assertThat(orders.held()).isZero();
    }

    @Test
    void anOrderForAServerNobodyHasIsNone() {
        assertThat(orders.give(NEW, Order.Kind.DRAIN, Duration.ZERO, "adam")).isNull();
        assertThat(orders.held()).isZero();
    }

    @Test
    void theLastOrderWins() {
        orders.merge(other(ONE, Order.Kind.RESUME, 0, 0));
        orders.merge(other(ONE, Order.Kind.DRAIN, 0, 10));

        assertThat(state(ONE)).isEqualTo(State.UP);

        Order drained = give(ONE, Order.Kind.DRAIN, Duration.ZERO);
        assertThat(state(ONE)).isEqualTo(State.DRAINING);

        Order resumed = other(ONE, Order.Kind.RESUME, 0, -10);
        assertThat(orders.compare(Map.of(drained.field(), resumed)).untold()).isEmpty();
        assertThat(state(ONE)).isEqualTo(State.UP);
    }

    @Test
    void ofTwoOrdersOfOneMomentTheOneInRedisWins() {
        Order drained = give(ONE, Order.Kind.DRAIN, Duration.ZERO);
        Order resumed = other(ONE, Order.Kind.RESUME, 0, 0).numbered(drained.sequence(), drained.seen(), true);

        assertThat(orders.compare(Map.of(drained.field(), resumed)).untold()).isEmpty();

        assertThat(state(ONE)).isEqualTo(State.UP);
        assertThat(orders.held()).isZero();
    }

    @Test
    void aDrainAndAnEjectionKnowNothingOfEachOther() {
        orders.merge(other(ONE, Order.Kind.DRAIN, 0, 0));
        orders.merge(other(ONE, Order.Kind.EJECT, millis.get() + 60_000, 0));
        orders.merge(other(ONE, Order.Kind.RESUME, 0, -1));

        assertThat(state(ONE)).isEqualTo(State.EJECTED);
    }

    @Test
    void anEjectionThatComesLateLastsForWhatIsLeftOfIt() {
        orders.merge(other(ONE, Order.Kind.EJECT, millis.get() + 20_000, 40_000));
        orders.merge(other(key(2), Order.Kind.EJECT, millis.get() - 1, 40_000));

        assertThat(status(ONE).ejectedFor()).isEqualTo(Duration.ofSeconds(20));
        assertThat(state(key(2))).isEqualTo(State.UP);
    }

    @Test
    void theSameEjectionIsNotBegunAgain() {
        Order told = other(ONE, Order.Kind.EJECT, millis.get() + 20_000, 0);
        orders.merge(told);
        millis.addAndGet(20_001);
        assertThat(state(ONE)).isEqualTo(State.HALF_OPEN);

        orders.merge(told);
        orders.routed();

        assertThat(state(ONE)).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void anOldEndOfAnEjectionDoesNotEndOneThatWasNotMeant() {
        assertThat(upstreams.eject(ONE, Duration.ofHours(1))).isTrue();
        orders.merge(other(ONE, Order.Kind.RESTORE, 0, 120_000));
        assertThat(state(ONE)).isEqualTo(State.EJECTED);

        orders.merge(other(ONE, Order.Kind.RESTORE, 0, 1_000));
        assertThat(state(ONE)).isEqualTo(State.UP);
    }

    @Test
    void anOrderWaitsForItsServer() {
        orders.merge(other(NEW, Order.Kind.DRAIN, 0, 1_000));
        upstreams.apply(routing("\"127.0.0.1:1\", \"127.0.0.1:3\""));
        orders.routed();
        assertThat(state(NEW)).isEqualTo(State.DRAINING);

        upstreams.apply(routing("\"127.0.0.1:1\""));
        orders.routed();
        upstreams.apply(routing("\"127.0.0.1:1\", \"127.0.0.1:3\""));
        orders.routed();

        assertThat(state(NEW)).isEqualTo(State.DRAINING);
    }

    @Test
    void aRedisThatHasLostThemIsToldAgain() {
        Order told = other(ONE, Order.Kind.DRAIN, 0, 0);
        orders.merge(told);

        assertThat(orders.compare(Map.of()).untold()).containsExactly(told);
        assertThat(orders.compare(Map.of(told.field(), told)).untold()).isEmpty();
    }

    @Test
    void whatNobodyHasSeenForADayIsForgottenAndWhatIsThereIsSeen() {
        Order gone = other(NEW, Order.Kind.DRAIN, 0, 0);
        Order there = other(ONE, Order.Kind.DRAIN, 0, 0);
        Map<String, Order> both = Map.of(gone.field(), gone, there.field(), there);
        assertThat(orders.compare(both)).isEqualTo(orders.compare(both)).satisfies(due -> {
            assertThat(due.unseen()).isEmpty();
            assertThat(due.over()).isEmpty();
        });

        millis.addAndGet(DAY + 1);
        Orders.Due due = orders.compare(both);

        assertThat(due.unseen()).containsExactly(there);
        assertThat(due.over()).containsExactly(gone);
        assertThat(due.untold()).isEmpty();
        assertThat(orders.compare(Map.of(there.field(), there)).untold()).isEmpty();
    }
}
