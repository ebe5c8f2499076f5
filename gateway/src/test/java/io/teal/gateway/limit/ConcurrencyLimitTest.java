package io.teal.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.teal.gateway.limit.Admission.Permit;
import io.teal.gateway.limit.Admission.Refused;
import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.RequestAttribute.ClientIp;
import io.teal.gateway.routing.RequestAttribute.Header;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
    private static final Caller CALLER = Caller.at("192.0.2.1");
    private static final Refused TOO_MANY = new Refused(Outcome.TOO_MANY_REQUESTS, 1);

    private final AtomicLong now = new AtomicLong();
    private final ClientLimits clients = new ClientLimits(now::get);

    @Test
    void a_place_is_free_again_when_its_request_ends() {
        RouteLimits limits = clients.of("chat", concurrency(2, new ClientIp()));
        Permit first = permit(limits, CALLER);
        Permit second = permit(limits, CALLER);
        assertThat(limits.take(CALLER)).isEqualTo(TOO_MANY);

        first.end();

        Permit third = permit(limits, CALLER);
        assertThat(limits.take(CALLER)).isEqualTo(TOO_MANY);
        second.end();
        third.end();
        assertThat(clients.busy()).isZero();
    }

    @Test
    void a_permit_ends_once() {
        RouteLimits limits = clients.of("chat", concurrency(2, new ClientIp()));
        Permit first = permit(limits, CALLER);
        Permit second = permit(limits, CALLER);

        first.end();
        first.end();
        first.end();

        Permit third = permit(limits, CALLER);
        assertThat(limits.take(CALLER)).isEqualTo(TOO_MANY);
        second.end();
        third.end();
        first.end();
        assertThat(clients.busy()).isZero();
        assertThat(permit(limits, CALLER)).isNotSameAs(first);
    }

    @Test
    void clients_and_routes_count_apart() {
        RouteLimits limits = clients.of("chat", concurrency(1, new Header("Authorization")));
        RouteLimits other = clients.of("other", concurrency(1, new Header("Authorization")));

        List<Permit> permits = List.of(
                permit(limits, CALLER),
                permit(limits, Caller.withToken("192.0.2.1", "Bearer a")),
                permit(limits, Caller.withToken("192.0.2.1", "Bearer b")),
                permit(limits, Caller.at("192.0.2.2")),
                permit(other, CALLER));

        assertThat(clients.busy()).isEqualTo(5);
        assertThat(limits.take(Caller.withToken("192.0.2.9", "Bearer a"))).isEqualTo(TOO_MANY);
        permits.forEach(Permit::end);
        assertThat(clients.busy()).isZero();
    }

    @Test
    void what_is_under_way_counts_after_the_limit_changed() {
        Permit first = permit(clients.of("chat", concurrency(3, new ClientIp())), CALLER);
        Permit second = permit(clients.of("chat", concurrency(3, new ClientIp())), CALLER);

        RouteLimits fewer = clients.of("chat", concurrency(1, new ClientIp()));
        assertThat(fewer.take(CALLER)).isEqualTo(TOO_MANY);
        first.end();
        assertThat(fewer.take(CALLER)).isEqualTo(TOO_MANY);
        second.end();

        permit(fewer, CALLER).end();
        assertThat(clients.busy()).isZero();
    }

    @Test
    void a_request_refused_for_one_limit_takes_nothing_of_the_other() {
        RouteLimits both = clients.of(
                "chat",
                new Policies.Limits(
                        1,
                        new Policies.Rate(2, Duration.ofMinutes(1), new ClientIp()),
                        new Policies.Concurrency(1, new ClientIp())));
        Permit first = permit(both, CALLER);

        assertThat(both.take(CALLER)).isEqualTo(TOO_MANY);
        assertThat(both.take(CALLER)).isEqualTo(TOO_MANY);
        first.end();
        permit(both, CALLER).end();
        assertThat(both.take(CALLER)).isEqualTo(new Refused(Outcome.RATE_LIMITED, 60));

        assertThat(clients.busy()).isZero();
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        permit(both, CALLER).end();
    }

    @Test
    void a_limit_of_nothing_is_refused() {
        assertThatThrownBy(() -> clients.of("chat", concurrency(0, new ClientIp())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chat");
    }

    @Test
    void sixteen_threads_never_have_more_than_they_may_and_leave_nothing_behind() throws Exception {
        int most = 3;
        RouteLimits limits = clients.of("chat", concurrency(most, new ClientIp()));
        AtomicInteger[] held = {new AtomicInteger(), new AtomicInteger()};
        AtomicInteger tooMany = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < 16; thread++) {
            Random random = new Random(thread);
            int who = thread % 2;
            Caller caller = Caller.at("192.0.2." + who);
            work.add(() -> {
                Deque<Permit> mine = new ArrayDeque<>();
                for (int step = 0; step < 20_000; step++) {
                    if (random.nextBoolean() && !mine.isEmpty()) {
                        held[who].decrementAndGet();
                        Permit permit = mine.remove();
                        permit.end();
                        permit.end();
                    } else if (limits.take(caller) instanceof Permit permit) {
                        if (held[who].incrementAndGet() > most) {
                            tooMany.incrementAndGet();
                        }
                        granted.incrementAndGet();
                        mine.add(permit);
                    } else {
                        refused.incrementAndGet();
                    }
                }
                held[who].addAndGet(-mine.size());
                mine.forEach(Permit::end);
                return null;
            });
        }

        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                done.get();
            }
        }

        assertThat(tooMany).hasValue(0);
        assertThat(granted).hasPositiveValue();
        assertThat(refused).hasPositiveValue();
        assertThat(clients.busy()).isZero();
    }

    private static Permit permit(RouteLimits limits, Caller caller) {
        Admission admission = limits.take(caller);
        assertThat(admission).isInstanceOf(Permit.class);
        return (Permit) admission;
    }

    private static Policies.Limits concurrency(int requests, RequestAttribute by) {
        return new Policies.Limits(1, null, new Policies.Concurrency(requests, by));
    }
}
