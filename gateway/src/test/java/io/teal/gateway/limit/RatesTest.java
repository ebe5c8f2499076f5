package io.teal.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies;
import io.teal.gateway.routing.RequestAttribute.ClientIp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is remembered, for how long, and what many threads get. */
class RatesTest {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final AtomicLong now = new AtomicLong();

    @Test
    void the_least_recently_used_leave_when_all_places_are_taken() {
        Rates rates = new Rates(now::get, 1, 3);
        Rates.Limit once = limit(1, PERIOD);
        for (int client = 1; client <= 3; client++) {
            assertThat(rates.take(client(client), once)).isEqualTo(Rates.PERMITTED);
        }
        assertThat(rates.take(client(1), once)).isPositive();

        assertThat(rates.take(client(4), once)).isEqualTo(Rates.PERMITTED);

        assertThat(rates.size()).isEqualTo(3);
        assertThat(rates.take(client(1), once)).isPositive();
        assertThat(rates.take(client(3), once)).isPositive();
        assertThat(rates.take(client(2), once)).as("was forgotten").isEqualTo(Rates.PERMITTED);
    }

    @Test
    void there_are_never_more_than_a_hundred_thousand() {
        ClientLimits clients = new ClientLimits(now::get);
        RouteLimits limits =
                clients.of("chat", new Policies.Limits(1, new Policies.Rate(5, PERIOD, new ClientIp()), null));
        int most = 0;

        for (int i = 0; i < 130_000; i++) {
            assertThat(limits.take(Caller.at("client-" + i))).isInstanceOf(Admission.Permit.class);
            most = Math.max(most, i % 1_000 == 999 ? clients.remembered() : 0);
        }

        assertThat(most).isBetween(95_000, ClientLimits.MOST_CLIENTS);
    }

    @Test
    void a_client_is_forgotten_after_two_idle_periods() {
        Rates rates = new Rates(now::get, 1, 100);
        Rates.Limit perMinute = limit(1, PERIOD);
        Rates.Limit perHour = limit(1, Duration.ofHours(1));
        long unusedFirst = rates.take(client(1), perMinute);
        long unusedSecond = rates.take(client(2), perHour);

        now.addAndGet(PERIOD.multipliedBy(2).minusSeconds(20).toNanos());
        long unusedThird = rates.take(client(3), perMinute);
        assertThat(rates.size()).isEqualTo(3);
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        long unusedFourth = rates.take(client(4), perMinute);

        assertThat(rates.size()).as("without the first").isEqualTo(3);
        assertThat(rates.take(client(2), perHour)).isPositive();
    }

    @Test
    void sixteen_threads_get_exactly_what_the_period_has() throws Exception {
        int periods = 20;
        Rates rates = new Rates(now::get, 1, 100);
        Rates.Limit limit = limit(1_000, PERIOD);
        AtomicInteger permitted = new AtomicInteger();
        List<Callable<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < 16; thread++) {
            work.add(() -> {
                for (int i = 0; i < 100; i++) {
                    if (rates.take(client(7), limit) == Rates.PERMITTED) {
                        permitted.incrementAndGet();
                    }
                }
                return null;
            });
        }

        for (int period = 1; period <= periods; period++) {
            inParallel(work);
            assertThat(permitted).as("after period %s", period).hasValue(period * 1_000);
            now.addAndGet(PERIOD.toNanos());
        }
    }

    private static void inParallel(List<Callable<Void>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                done.get();
            }
        }
    }

    private static Pseudonym client(long number) {
        return new Pseudonym(number, number);
    }

    private static Rates.Limit limit(int requests, Duration per) {
        return Rates.Limit.of(new Policies.Rate(requests, per, new ClientIp()));
    }
}
