package io.teal.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute.ClientIp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rates that several gateways count, with the answers that the test gives. */
class SharedRateTest {
    private static final Caller CLIENT = Caller.at("192.0.2.1");

    private final AtomicLong now = new AtomicLong();
    private final Played others = new Played();
    private final ClientLimits clients = new ClientLimits(now::get, others);
    private final RouteLimits limits = clients.of(
            "chat",
            new Policies.Limits(
                    1,
                    new Policies.Rate(2, Duration.ofMinutes(1), new ClientIp()),
                    new Policies.Concurrency(2, new ClientIp())));

    private static final class Played implements SharedRates {
        private final List<CompletableFuture<Long>> asked = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private byte @Nullable [] secret = {1};
        private int alone;

        @Override
        public byte @Nullable [] secret() {
            return secret;
        }

        @Override
        public CompletionStage<Long> take(String client, int requests, Duration per) {
            assertThat(requests).isEqualTo(2);
            assertThat(per).isEqualTo(Duration.ofMinutes(1));
            names.add(client);
            CompletableFuture<Long> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        @Override
        public void tookAlone() {
            alone++;
        }
    }

    private List<Admission> ask() {
        List<Admission> decided = new ArrayList<>();
        Admission admission = limits.take(CLIENT);
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        ((Admission.Pending) admission).whenDecided(decided::add);
        return decided;
    }

    private void answer(long millis) {
        assertThat(others.asked.removeFirst().complete(millis)).isTrue();
    }

    private void noAnswer() {
        assertThat(others.asked.removeFirst().completeExceptionally(new IllegalStateException("away")))
                .isTrue();
    }

    private static void end(List<Admission> decided) {
        assertThat(decided).singleElement().isInstanceOf(Admission.Permit.class);
        ((Admission.Permit) decided.getFirst()).end();
    }

    @Test
    void others_decide() {
        List<Admission> first = ask();
        assertThat(first).isEmpty();
        answer(0);
        end(first);

        List<Admission> second = ask();
        answer(1_001);
        assertThat(second).containsExactly(new Admission.Refused(Outcome.RATE_LIMITED, 2));
        assertThat(clients.busy()).isZero();
        assertThat(others.alone).isZero();
    }

    @Test
    void a_request_that_waits_has_its_place() {
        List<Admission> first = ask();
        List<Admission> second = ask();

        assertThat(limits.take(CLIENT)).isInstanceOf(Admission.Refused.class);
        assertThat(others.asked).hasSize(2);
        answer(0);
        answer(60_000);

        assertThat(second).singleElement().isInstanceOf(Admission.Refused.class);
        end(first);
        assertThat(clients.busy()).isZero();
    }

    @Test
    void without_an_answer_what_was_granted_here_decides() {
        List<Admission> first = ask();
        answer(0);
        end(first);
        List<Admission> second = ask();
        answer(5_000);
        assertThat(second).singleElement().isInstanceOf(Admission.Refused.class);

        List<Admission> third = ask();
        noAnswer();
        end(third);
        List<Admission> fourth = ask();
        noAnswer();

        assertThat(fourth).containsExactly(new Admission.Refused(Outcome.RATE_LIMITED, 60));
        assertThat(others.alone).isEqualTo(2);
        assertThat(clients.busy()).isZero();
    }

    @Test
    void while_nobody_can_be_asked_it_is_known_at_once() {
        others.secret = null;

        for (int i = 0; i < 2; i++) {
            Admission admission = limits.take(CLIENT);
            assertThat(admission).isInstanceOf(Admission.Permit.class);
            ((Admission.Permit) admission).end();
        }

        assertThat(limits.take(CLIENT)).isEqualTo(new Admission.Refused(Outcome.RATE_LIMITED, 60));
        assertThat(others.asked).isEmpty();
    }

    @Test
    void a_client_is_called_the_same_wherever_the_secret_is() {
        ClientLimits elsewhere = new ClientLimits(now::get, others);
        RouteLimits there = elsewhere.of(
                "chat", new Policies.Limits(1, new Policies.Rate(2, Duration.ofMinutes(1), new ClientIp()), null));

        assertThat(limits.take(CLIENT)).isInstanceOf(Admission.Pending.class);
        assertThat(there.take(CLIENT)).isInstanceOf(Admission.Pending.class);
        assertThat(others.names).hasSize(1).allSatisfy(name -> assertThat(name).matches("[0-9a-f]{32}"));

        others.secret = new byte[] {2};
        assertThat(limits.take(CLIENT)).isInstanceOf(Admission.Pending.class);
        assertThat(others.names).hasSize(2);
    }
}
