package io.teal.gateway.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.Server;
import io.teal.gateway.stats.RetryRefusal;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.stats.Stats;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why there is no other attempt, and how that and the attempts are counted. */
class RetriesTest {
    private static final Server ONE = Server.at(new Address("127.0.0.1", 1));
    private static final Server TWO = Server.at(new Address("127.0.0.1", 2));

    private final Stats stats = new Stats();
    private final RetryBudget budget = new RetryBudget(() -> 0);

    private Retries retries(int attempts, String method, boolean question) {
        return new Retries(new Policies.Retry(attempts, 20), budget, stats.upstream("chat", "blue"), method, question);
    }

    private Snapshot.Upstream counted() {
        return stats.snapshot().upstreams().getFirst();
    }

    private long refused(RetryRefusal why) {
        return counted().refusals().getOrDefault(why, 0L);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT_FAILED, POST, false,",
        "RESET,          POST, false, HARM",
        "RESET,          GET,  false,",
        "RESET,          POST, true,",
        "EMPTY,          GET,  false, HARM",
        "EMPTY,          POST, true,",
        "TIMEOUT_IDLE,   POST, true,  HARM",
        "CLIENT_ERROR,   GET,  true,  HARM",
    })
    void whatCanDoHarmIsRefused(Outcome outcome, String method, boolean question, @Nullable RetryRefusal expected) {
        assertThat(retries(1, method, question).refusal(outcome)).isEqualTo(expected);
    }

    @Test
    void theAttemptsOfTheRouteAreSpentOneByOne() {
        // Given
        Retries retries = retries(2, "POST", true);

        // When, Then
        for (Server server : new Server[] {ONE, TWO}) {
            assertThat(retries.decided(Outcome.EMPTY, retries.refusal(Outcome.EMPTY)))
                    .isTrue();
            assertThat(retries.follow(Outcome.EMPTY, server)).isTrue();
            retries.begins();
        }
        assertThat(retries.decided(Outcome.RESET, retries.refusal(Outcome.RESET)))
                .isFalse();
        assertThat(counted().retries()).isEqualTo(Map.of(Outcome.EMPTY, 2L));
        assertThat(refused(RetryRefusal.ATTEMPTS)).isEqualTo(1);
        assertThat(retries.tried()).containsExactly(ONE, TWO);
    }

    @Test
    void aStaleConnectionCostsNoAttempt() {
        // Given
        Retries retries = retries(0, "POST", false);

        // When
        assertThat(retries.decided(Outcome.STALE_CONNECTION, retries.refusal(Outcome.STALE_CONNECTION)))
                .isTrue();
        assertThat(retries.follow(Outcome.STALE_CONNECTION, ONE)).isTrue();
        retries.begins();

        // Then
        assertThat(counted().retries()).isEqualTo(Map.of(Outcome.STALE_CONNECTION, 1L));
        assertThat(retries.refusal(Outcome.RESET)).isEqualTo(RetryRefusal.HARM);
        assertThat(retries.tried()).isEmpty();
    }

    @Test
    void aBudgetThatOthersSpentRefuses() {
        // Given
        while (budget.take(20)) {
            // Until nothing is left.
        }
        Retries retries = retries(1, "POST", true);

        // When
        boolean another = retries.decided(Outcome.EMPTY, retries.refusal(Outcome.EMPTY));

        // Then
        assertThat(another).isFalse();
        assertThat(refused(RetryRefusal.BUDGET)).isEqualTo(1);
    }

    @Test
    void aBudgetThatIsSpentMeanwhileIsCountedOnce() {
        // Given
        Retries retries = retries(1, "POST", true);
        assertThat(retries.decided(Outcome.EMPTY, retries.refusal(Outcome.EMPTY)))
                .isTrue();
        while (budget.take(20)) {
            // Until nothing is left.
        }

        // When
        boolean followed = retries.follow(Outcome.EMPTY, ONE);
        retries.comesToNothing();

        // Then
        assertThat(followed).isFalse();
        assertThat(refused(RetryRefusal.BUDGET)).isEqualTo(1);
        assertThat(refused(RetryRefusal.NO_SERVER)).isZero();
        assertThat(counted().retries()).isEmpty();
    }

    @Test
    void anAttemptThatFindsNoServerIsNone() {
        // Given
        Retries retries = retries(1, "POST", true);
        retries.begins();
        retries.comesToNothing();
        assertThat(refused(RetryRefusal.NO_SERVER)).as("the first attempt").isZero();

        // When
        assertThat(retries.decided(Outcome.EMPTY, retries.refusal(Outcome.EMPTY)))
                .isTrue();
        assertThat(retries.follow(Outcome.EMPTY, ONE)).isTrue();
        retries.comesToNothing();
        retries.comesToNothing();

        // Then
        assertThat(refused(RetryRefusal.NO_SERVER)).isEqualTo(1);
        assertThat(counted().retries()).isEmpty();
    }

    @Test
    void whatNoAttemptCouldHelpIsNoRefusal() {
        Retries retries = retries(1, "POST", true);

        assertThat(retries.decided(Outcome.TIMEOUT_IDLE, retries.refusal(Outcome.TIMEOUT_IDLE)))
                .isFalse();
        assertThat(counted().refusals().values()).containsOnly(0L);
    }
}
