package io.teal.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.SimulatedServer;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users in front of an instance, without a proxy. */
class UsersIT {
    private static final Crowd CROWD =
            new Crowd(5, Duration.ofMillis(20), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMillis(800));
    private static final Fleet FLEET = Fleet.start(Instance.named("a").withTiming(Timing.instant()));
    private static final SimulatedServer SERVER = FLEET.server("a");

    /** The first questions of a process take long. */
    @BeforeAll
    static void warm() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Users.ask(CROWD, SERVER.port(), 1).requests() > 20);
    }

    @BeforeEach
    void nothingWrong() {
        SERVER.faults().clear();
        SERVER.resetStats();
    }

    @AfterAll
    static void end() {
        FLEET.close();
    }

    @Test
    void askInTurns() throws InterruptedException {
        long before = SERVER.stats().connectionsOpened();

        Measured measured = Users.ask(CROWD, SERVER.port(), 1);

        assertThat(measured.errors()).as(measured.failureText()).isZero();
        // Each thinks for 10 ms at least before it asks again.
        assertThat(measured.requests()).isBetween(5L, 400L);
        assertThat(SERVER.stats().maxInFlight()).isBetween(1, 5);
        assertThat(SERVER.stats().connectionsOpened() - before).isEqualTo(5);
        assertThat(measured.mean()).isPositive();
        assertThat(measured.p95()).isPositive().isLessThan(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKENS_THEN_TRUNCATE", "TOKENS_THEN_END", "TOKENS_THEN_RESET", "INTERNAL_ERROR"})
    void takeNoHalfAnswerForAWholeOne(Fault fault) throws InterruptedException {
        SERVER.faults().set(fault);

        Measured measured = Users.ask(CROWD, SERVER.port(), 1);

        assertThat(measured.requests()).isPositive();
        assertThat(measured.errors()).as(measured.failureText()).isEqualTo(measured.requests());
        assertThat(measured.failures().values().stream()
                        .mapToLong(count -> count)
                        .sum())
                .isEqualTo(measured.errors());
    }

    @Test
    void doNotWaitForEver() throws InterruptedException {
        SERVER.faults().set(Fault.TOKENS_THEN_STALL);
        Crowd impatient =
                new Crowd(2, Duration.ofMillis(20), Duration.ofMillis(100), Duration.ZERO, Duration.ofMillis(800));

        Measured measured = Users.ask(impatient, SERVER.port(), 1);

        assertThat(measured.failures()).containsOnlyKeys("no whole answer in time");
    }
}
